// A process that attacks until it is told to end: bench/hostile.ts starts it with the name of an attack.
import { stepBack } from '../collections/step-back.ts';
import { ATTACKS } from './hostile-attacks.ts';
import type { Target } from './hostile-exchange.ts';

/** What came of an attack: how often each thing happened, such as `401` or `cut`. */
export type Tally = Readonly<Record<string, number>>;

// Attackers have machines of their own: on this one they get what the server and the pollers leave of the processor.
stepBack();

const [, , name = '', target = ''] = process.argv;
const tally: Record<string, number> = {};
const attack = ATTACKS.find((candidate) => candidate.name === name);
if (attack === undefined) throw new Error(`There is no attack ${name}.`);

process.once('message', () => process.send?.(tally, () => process.exit()));
process.once('disconnect', () => process.exit());
await attack.begin(JSON.parse(target) as Target, (what, count = 1) => (tally[what] = (tally[what] ?? 0) + count));
process.send?.('begun');
