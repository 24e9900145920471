// liaison serve — starts the exchange (`npm start`)
import cluster from 'node:cluster';
import type { Command } from 'commander';
import { pino } from 'pino';
import { readConfiguration, withConfiguration } from './configuration.ts';
import { workerCount } from './serving/worker-count.ts';

type Flags = Readonly<Record<string, unknown>>;

/** Adds the command to the program. */
export function addServeCommand(program: Command): void {
  withConfiguration(program.command('serve').description('start the exchange')).action(serve);
}

// Each way of serving is loaded where it is needed: a primary has no use for what answers requests.
async function serve(flags: Flags): Promise<void> {
  outliveReaders();
  if (cluster.isWorker) return (await import('./serving/worker.ts')).serveAsWorker(flags);
  const effective = readConfiguration(flags);
  const log = pino({ level: effective.configuration.log.level }, pino.destination(2));
  const workers = workerCount(effective.configuration);
  if (workers === 1) return (await import('./serving/alone.ts')).serveAlone(effective, log);
  return (await import('./serving/primary.ts')).serveWithWorkers(effective, workers, log);
}

/** A server goes on when whoever read its first message goes away. */
function outliveReaders(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
