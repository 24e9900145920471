// Tools that ask all kinds of things, whose answers are known: single objects, the manifest, ids and types, what isn't there.
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../schemas/stix/json.ts';
import { randomFrom } from '../random.ts';
import type { Ledger } from './ledger.ts';
import { digestOf, isRed, numberOf } from './objects.ts';
import type { Pace } from './pace.ts';
import type { Notes, Tool } from './tool.ts';

/** What an asker needs; it sees no TLP:RED. */
export interface AskerPlan {
  readonly ledger: Ledger;
  readonly notes: Notes;
  readonly tool: Tool;
  readonly objectsPath: string;
  readonly pace: Pace;
  readonly seed: number;
  isOver(): boolean;
  /** Ids of objects that are in, or were. */
  readonly ids: readonly string[];
}

const UNTIL_THERE_IS_SOMETHING = 50;

/** Asks until it is over. */
export async function keepAsking(plan: AskerPlan): Promise<void> {
  const random = randomFrom(plan.seed);
  const questions = [askForOne, askForOne, askForIds, askManifest, askForNothing, askForNothing];
  while (!plan.isOver()) {
    await plan.pace.next();
    if (plan.ids.length > 0) await random.of(questions)(plan, random.of(plan.ids), random.of(plan.ids));
    else await sleep(UNTIL_THERE_IS_SOMETHING);
  }
}

async function askForOne(plan: AskerPlan, id: string): Promise<void> {
  const wasThere = plan.ledger.isThere(numberOf(id));
  const answer = await plan.tool.ask({ path: `${plan.objectsPath}${id}/` }, 200, 404);
  if (answer === undefined) return;
  const isVisible = !isRed(numberOf(id));
  if (answer.status === 404) {
    // It may be deleted by now; it was not asked to be when it was asked for, and still isn't.
    if (isVisible && wasThere && plan.ledger.isThere(numberOf(id))) plan.notes.faults.add('an object is not found', id);
    return;
  }
  if (!isVisible) plan.notes.faults.add('TLP:RED was shown', id);
  checkObjects(plan, answer.body, [id]);
}

async function askForIds(plan: AskerPlan, ...ids: readonly string[]): Promise<void> {
  const answer = await plan.tool.ask({ path: `${plan.objectsPath}?match[id]=${ids.join(',')}` }, 200);
  if (answer !== undefined) checkObjects(plan, answer.body, ids);
}

async function askManifest(plan: AskerPlan, id: string): Promise<void> {
  const path = plan.objectsPath.replace(/objects\/$/, 'manifest/');
  const answer = await plan.tool.ask({ path: `${path}?limit=50&match[id]=${id}` }, 200);
  if (answer === undefined) return;
  const { objects = [] } = JSON.parse(answer.body.toString()) as { objects?: readonly { id: string }[] };
  if (objects.some((record) => record.id !== id || isRed(numberOf(record.id)))) plan.notes.faults.add('a wrong manifest', answer.body.toString());
}

// The dates of the server's clock, whatever became of it, are before that.
async function askForNothing(plan: AskerPlan): Promise<void> {
  const answer = await plan.tool.ask({ path: `${plan.objectsPath}?added_after=2100-01-01T00:00:00Z` }, 200);
  if (answer !== undefined && answer.body.toString() !== '{}') plan.notes.faults.add('something that is not there', answer.body.toString());
}

function checkObjects({ ledger, notes }: AskerPlan, body: Buffer, ids: readonly string[]): void {
  const { objects = [] } = JSON.parse(body.toString()) as { objects?: readonly JsonObject[] };
  for (const object of objects) {
    const id = String(object['id']);
    if (!ids.includes(id)) notes.faults.add('an object that was not asked for', id);
    if (!ledger.isRight(numberOf(id), digestOf(object))) notes.faults.add('an object with other content', id);
    if (isRed(numberOf(id))) notes.faults.add('TLP:RED was shown', id);
  }
}
