// The side of a load process that takes orders: it is sent a task, says when it is ready, begins when it is told to, and
// tells what came of it.
import type { LoadResult, LoadTask } from './task.ts';

/** What the process says. */
export type LoadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly message: string };

/** What it is told. */
export type LoadOrder = { readonly kind: 'prepare'; readonly task: LoadTask } | { readonly kind: 'begin' };

/** Gets ready for a task, and gives what begins it. */
export type Preparation = (task: LoadTask) => Promise<() => Promise<LoadResult>>;

/** Answers orders as long as there is somebody to give them. */
export function answerOrders(prepare: Preparation): void {
  let begin: (() => Promise<LoadResult>) | undefined;

  async function carryOut(order: LoadOrder): Promise<LoadMessage> {
    if (order.kind === 'prepare') {
      begin = await prepare(order.task);
      return { kind: 'ready' };
    }
    if (begin === undefined) throw new Error('there is no task');
    return { kind: 'done', result: await begin() };
  }

  process.on('message', (order: LoadOrder) => {
    carryOut(order).then(tell, (error: unknown) => tell({ kind: 'failed', message: explain(error) }));
  });
  process.on('disconnect', () => process.exit());
}

function tell(message: LoadMessage): void {
  process.send?.(message);
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
