// Dashboard and alert rules ask for nothing that the server doesn't tell.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createMetrics } from '../../server/metrics/metrics.ts';

const fileOf = (name: string): string => readFileSync(new URL(`../../deployment/monitoring/${name}`, import.meta.url), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string };
}
interface Panel {
  readonly id: number;
  readonly title: string;
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[];
}
const rules = (parse(fileOf('alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(fileOf('dashboard.json')) as { panels: Panel[] };

/** Each metric with its labels, as a server with consumers tells them. */
async function toldMetrics(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const metrics = createMetrics();
  const health = { account: 'a', collection: 'c', requests: 1, failures: 0, lastPoll: 1, position: 1, lastPublication: 1 };
  metrics.watch({ backlog: () => ({ publications: 0, bytes: 0, unchecked: 0 }), consumers: async () => [health] });
  const request = { id: '', method: 'GET', endpoint: 'e', path: '', status: 200, errorCode: 'x', seconds: 1, received: 1, sent: 1, address: '', agency: 'a' };
  metrics.observeRequest(request);
  const { given, published, found, stored } = metrics.exchangeObserver;
  given?.(health as never, 1);
  published?.({ account: 'a', agency: 'a' }, 1, 1);
  found?.({ code: 1 });
  stored?.('objects.page', 1, true);
  const told = new Map<string, Set<string>>();
  for (const line of (await metrics.read()).split('\n')) {
    const [, name, labels = ''] = /^([a-z_0-9]+)(?:\{(.*)\})? /i.exec(line) ?? [];
    if (name === undefined) continue;
    const known = told.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    told.set(name, known);
  }
  return told;
}

const OF_PROMETHEUS = new Set(['up', 'instance', 'job', 'le']);

test.each([
  ...rules.map(({ alert, expr, annotations }) => ['alert', alert, expr, annotations.summary] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr, legendFormat }) => ['panel', title, expr, legendFormat] as const)),
])('%s %s asks for metrics and labels that there are', async (_, __, expr, text) => {
  const told = await toldMetrics();
  const names = expr.match(/\b(?:liaison|nodejs|process)_[a-z_0-9]+/g) ?? [];
  for (const name of names) expect([name, told.has(name)]).toEqual([name, true]);
  const labels = new Set(names.flatMap((name) => [...(told.get(name) ?? [])]));
  const used = [
    ...[...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',').map((label) => label.trim())),
    ...[...expr.matchAll(/[{,]\s*(\w+)\s*(?:=~?|!=|!~)\s*"/g)].map(([, label = '']) => label),
    ...[...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = '']) => label),
  ];
  for (const label of used) expect([label, OF_PROMETHEUS.has(label) || labels.has(label)]).toEqual([label, true]);
  expect(names.length > 0 || expr.startsWith('up')).toBe(true);
});

test('names are given once', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

test('docs/operations.md tells of every metric of ours, and of no other', async () => {
  const documented = new Set(readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8').match(/\bliaison_[a-z_0-9]+/g));
  const told = new Set([...(await toldMetrics()).keys()].filter((name) => name.startsWith('liaison_')).map((name) => name.replace(/_(?:bucket|sum|count)$/, '')));
  expect([...told].filter((name) => !documented.has(name))).toEqual([]);
  expect([...documented].filter((name) => !told.has(name))).toEqual([]);
});
