// Lets the frail server of a scene die, or be late, at each single command of what it does.
import type { Fault } from './gate.ts';
import { setScene, type Scene } from './scene.ts';

/** A server does something, and another one is there when it goes wrong. */
export interface Trial<Result> {
  /** What was there before. */
  prepare(scene: Scene): Promise<void>;
  /** What the frail server does. */
  act(scene: Scene): Promise<Result>;
  /** What the steady one does while the frail one is dead or stopped. */
  meanwhile(scene: Scene): Promise<void>;
  /** What has to hold then; `result` is what the frail one told, if it came to that. */
  check(scene: Scene, result: PromiseSettledResult<Result>): Promise<void>;
}

/** How many trials run side by side: mostly they wait. */
const AT_ONCE = 4;

/**
 * Runs the trial once for each command. Gives the commands at which it failed, with the reason.
 * @param makeTrial a trial of its own for each run
 */
export async function failuresAtEachCommand<Result>(fault: Fault, makeTrial: () => Trial<Result>): Promise<string[]> {
  const commands = await commandsOf(makeTrial());
  return failuresOf(
    commands.map((command, number) => ({
      name: `${fault} at ${number} (${command})`,
      run: () => runOnce(makeTrial(), number, fault),
    })),
  );
}

/** Runs the cases, some at a time, and tells of those that failed. */
export async function failuresOf(cases: readonly { readonly name: string; readonly run: () => Promise<void> }[]): Promise<string[]> {
  const failures: string[] = [];
  const waiting = cases.values();
  const runner = async (): Promise<void> => {
    for (const { name, run } of waiting) {
      try {
        await run();
      } catch (error) {
        failures.push(`${name}: ${String((error as Error).stack)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
  return failures;
}

async function commandsOf<Result>({ prepare, act }: Trial<Result>): Promise<readonly string[]> {
  const scene = await setScene();
  try {
    await prepare(scene);
    void scene.gate.arm(Infinity, 'dies');
    await act(scene);
    return [...scene.gate.asked];
  } finally {
    await scene.close();
  }
}

async function runOnce<Result>({ prepare, act, meanwhile, check }: Trial<Result>, command: number, fault: Fault): Promise<void> {
  const scene = await setScene();
  try {
    await prepare(scene);
    const reached = scene.gate.arm(command, fault);
    const acting = act(scene);
    const settled = Promise.allSettled([acting]);
    await Promise.race([reached, settled]);
    await meanwhile(scene);
    if (fault === 'is late') scene.gate.thaw();
    const [result] = await settled;
    await check(scene, result);
  } finally {
    await scene.close();
  }
}
