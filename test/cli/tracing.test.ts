// `liaison serve` with traces and without, as a process.
import { collectSpans, type SpanCollector } from '../server/span-collector.ts';
import { serve, temporaryFolder } from './liaison-process.ts';

let folder: ReturnType<typeof temporaryFolder>;
let collector: SpanCollector;
beforeEach(async () => {
  folder = temporaryFolder();
  collector = await collectSpans();
});
afterEach(async () => {
  await collector.close();
  folder.remove();
});

const start = (environment: Readonly<Record<string, string>>) => serve(['--port', '0', '--data', folder.path], environment);

test('what was traced last is sent before the process ends', async () => {
  const serving = await start({
    LIAISON_TRACING_ENDPOINT: collector.url,
    LIAISON_TRACING_SERVICE_NAME: 'hub-1',
    LIAISON_TRACING_SAMPLE_RATIO: '1.0',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20of-the-collector',
  });
  await fetch(`${serving.origin}/health/live`);
  expect(await serving.stop()).toBe(0);
  expect(collector.spans.map(({ name }) => name)).toContain('GET /health/live/');
  expect(collector.headers()).toMatchObject({ authorization: 'Bearer of-the-collector', 'content-type': 'application/json' });
  expect(collector.resource()).toMatchObject({ 'service.name': 'hub-1', 'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/) });
});

test('a collector that never answers does not keep the process from ending', async () => {
  collector.hold();
  const serving = await start({ LIAISON_TRACING_ENDPOINT: collector.url, LIAISON_TIMEOUTS_ENDING: '1' });
  await fetch(`${serving.origin}/health/live`);
  expect(await serving.stop()).toBe(0);
});

// A hook on all that is loaded, which ends the process when it is what it must not be.
const HOOK = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ resolve(name, context, next) {
    if (name.startsWith('@opentelemetry/') && name !== '@opentelemetry/api') process.exit(99);
    return next(name, context);
  } });
`)}`;

test('without an endpoint nothing of it is loaded', async () => {
  const hooked = { NODE_OPTIONS: `--import ${HOOK}` };
  const serving = await start(hooked);
  expect((await fetch(`${serving.origin}/health/live`)).status).toBe(200);
  expect(await serving.stop()).toBe(0);
  const traced = await start({ ...hooked, LIAISON_TRACING_ENDPOINT: collector.url });
  expect([traced.origin, await traced.stop()]).toEqual(['', 99]);
});
