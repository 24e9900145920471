// What is looked at in a store.
import { formatTimestamp, now, type Microseconds } from '../../schemas/timestamp.ts';
import { verifyAudit } from '../audit/search.ts';
import type { StoreExaminer, Stray } from '../storage/examiner.ts';
import type { Check, CheckOutcome, Finding } from './finding.ts';
import { strayReferences } from './references.ts';

/** Dates may be ahead of the clock by as many microseconds as a publication has objects, and clocks differ a little. */
const AHEAD: Microseconds = 60 * 1e6;
/** Between two machines. */
const APART: Microseconds = 30 * 1e6;

/** The checks of a store. @param onItems is called with the number of rows that were looked at since the last call */
export function storeChecks(examiner: StoreExaminer, onItems: (count: number) => void = () => undefined): Check[] {
  const { found, known } = examiner.layout;
  const ofKnown = (run: () => Promise<CheckOutcome>) => async (): Promise<CheckOutcome> => (found === known ? run() : { skipped: `the layout of the store is ${found}, and not ${known}` });
  return [
    { name: 'store layout', run: async () => layoutFindings(examiner) },
    { name: 'store integrity', run: () => integrityFindings(examiner) },
    { name: 'indexes', run: async () => (found === 0 || found > known ? { skipped: `the layout of the store is ${found}` } : indexFindings(examiner)) },
    { name: 'orphan rows', run: ofKnown(() => orphanFindings(examiner, onItems)) },
    { name: 'audit chain', run: ofKnown(() => auditFindings(examiner, onItems)) },
    { name: 'clock', run: ofKnown(() => clockFindings(examiner)) },
  ];
}

async function layoutFindings({ layout: { found, known }, place, archive }: StoreExaminer): Promise<Finding[]> {
  if (found === 0) return [{ severity: 'warning', where: place, message: 'There is no store there yet.', remedy: 'The first start makes one; if there should be one already, the configuration names another place.' }];
  if (found > known) {
    return [{ severity: 'problem', where: place, message: `The store has layout ${found}, and this program knows layouts up to ${known}.`, remedy: 'Run the newer Liaison that wrote it.' }];
  }
  if (found < known) {
    return [{ severity: 'warning', where: place, message: `The store has layout ${found}, an earlier one than ${known}.`, remedy: 'Back it up; the next start of a server brings it up to date.' }];
  }
  const note = await archive.copyNote();
  if (note === undefined || note.digest !== undefined) return [];
  return [{ severity: 'problem', where: place, message: "The store is a copy that isn't complete.", remedy: `Finish it: liaison store copy --from ${note.from} --to ${place}` }];
}

async function integrityFindings(examiner: StoreExaminer): Promise<Finding[]> {
  const remedy = 'Stop the servers, copy the file aside, and restore the newest backup; check the disk.';
  return (await examiner.damage()).map((message): Finding => ({ severity: 'problem', where: examiner.place, message: `It is damaged: ${message}.`, remedy }));
}

async function indexFindings(examiner: StoreExaminer): Promise<Finding[]> {
  const remedy = 'A start of a server makes missing indexes in MongoDB; an embedded store gets them by liaison store copy to a new place.';
  return (await examiner.structure()).map((fault): Finding => ({ severity: 'problem', where: examiner.place, message: `The ${fault}.`, remedy }));
}

async function orphanFindings(examiner: StoreExaminer, onItems: (count: number) => void): Promise<Finding[]> {
  const strays = [...(await strayReferences(examiner.archive, onItems)), ...(await examiner.strays())];
  return strays.map((stray) => strayFinding(stray, examiner.place));
}

function strayFinding({ what, count, example, effect }: Stray, where: string): Finding {
  const found = `There are ${what}: ${count.toLocaleString('en')}, such as ${example}.`;
  if (effect === undefined) return { severity: 'warning', where, message: `${found} They only take room.`, remedy: 'Nothing has to be done.' };
  const remedy = 'Back the store up, find out what changed it from outside, and restore a backup from before that.';
  return { severity: 'problem', where, message: `${found} So ${effect}.`, remedy };
}

async function auditFindings({ audit, place }: StoreExaminer, onItems: (count: number) => void): Promise<Finding[]> {
  const findings = await verifyAudit(audit, onItems);
  return findings.flatMap(({ chain, faults }) =>
    faults.map(({ number, message }): Finding => ({
      severity: 'problem',
      where: `${place}, audit chain ${chain}${number === undefined ? '' : `, entry ${number}`}`,
      message: `The audit log isn't as it was written: ${message}.`,
      remedy: 'Find out who could write to the store. liaison audit verify tells all faults; a backup from before has the entries as they were.',
    })),
  );
}

async function clockFindings(examiner: StoreExaminer): Promise<Finding[]> {
  const [present, { place }] = [now(), examiner];
  const findings: Finding[] = [];
  for (const { id, lastDateAdded } of await examiner.archive.collections()) {
    if (lastDateAdded <= present + AHEAD) continue;
    findings.push({
      severity: 'problem',
      where: `${place}, collection ${id}`,
      message: `The newest date that it gave, ${formatTimestamp(lastDateAdded)}, is in the future: the clock here is behind, or one was ahead.`,
      remedy: 'Set the clock by NTP. New objects are dated after that date until the clock has passed it; nobody who polls by the headers misses any.',
    });
  }
  const [entry] = await examiner.audit.find({ from: present + AHEAD }, 1);
  if (entry !== undefined) {
    findings.push({ severity: 'problem', where: `${place}, audit chain ${entry.chain}, entry ${entry.number}`, message: `It is of ${formatTimestamp(entry.at)}, which is in the future: the clock here is behind, or one was ahead.`, remedy: 'Set the clock by NTP; what the log says of the time between is off by as much.' });
  }
  const ahead = await examiner.clockAhead();
  if (ahead !== undefined && Math.abs(ahead) > APART) {
    const seconds = Math.round(Math.abs(ahead) / 1e6);
    findings.push({ severity: 'warning', where: place, message: `The clock of the database is ${seconds} seconds ${ahead > 0 ? 'ahead of' : 'behind'} the one here.`, remedy: 'Set both by NTP. Dates follow the fastest clock of the servers, so that nothing is lost by it.' });
  }
  return findings;
}
