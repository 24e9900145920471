// Preloaded by `--import` into the server of a soak: its calendar is wrong, and jumps, as that of a machine whose clock is
// set. What counts durations (`performance`, timers) goes on, as on a real machine. LIAISON_SOAK_CLOCK holds the jumps.
import { jumpsOf, shiftAt } from './clock.ts';

const jumps = jumpsOf(process.env['LIAISON_SOAK_CLOCK']);
const RealDate = Date;
/** In every thread the same: the time since the machine started. */
const monotonic = (): number => Number(process.hrtime.bigint() / 1_000_000n);
const shifted = (): number => RealDate.now() + shiftAt(jumps, monotonic());

globalThis.Date = new Proxy(RealDate, {
  construct: (target, parameters, asked) => Reflect.construct(target, parameters.length === 0 ? [shifted()] : parameters, asked) as object,
  apply: () => new RealDate(shifted()).toString(),
  get: (target, name, receiver) => (name === 'now' ? shifted : (Reflect.get(target, name, receiver) as unknown)),
});
