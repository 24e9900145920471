// A collector of spans: takes OTLP over HTTP, in JSON, as a collector of OpenTelemetry would.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span, as far as tests look at it. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** Nanoseconds since 1970. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Whether its status is that of an error. */
  readonly hasFailed: boolean;
}

/** A collector that runs until it is closed. */
export interface SpanCollector {
  /** Where spans are taken. */
  readonly url: string;
  readonly spans: CollectedSpan[];
  /** `service.name` and the like, of the last batch. */
  readonly resource: () => Readonly<Record<string, unknown>>;
  /** Of the last batch. */
  readonly headers: () => IncomingHttpHeaders;
  /** All that was received, as text. */
  readonly text: () => string;
  /** While it holds, it takes batches and doesn't answer. */
  hold(): void;
  release(): void;
  /** The spans, once there is one of which this is true. */
  until(isThere: (span: CollectedSpan) => boolean): Promise<CollectedSpan[]>;
  close(): Promise<void>;
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpSpan extends Omit<CollectedSpan, 'start' | 'end' | 'attributes' | 'hasFailed'> {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly status?: { readonly code?: number };
}

interface OtlpBatch {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** Starts one, on that port or any. */
export async function collectSpans(port = 0): Promise<SpanCollector> {
  const spans: CollectedSpan[] = [];
  const texts: string[] = [];
  const held: ServerResponse[] = [];
  let isHolding = false;
  let resource = {};
  let headers: IncomingHttpHeaders = {};
  const server = createServer(async (request, response) => {
    const batch = (await json(request)) as OtlpBatch;
    headers = request.headers;
    texts.push(JSON.stringify(batch));
    for (const { resource: from, scopeSpans } of batch.resourceSpans) {
      resource = valuesOf(from.attributes);
      spans.push(...scopeSpans.flatMap((scope) => scope.spans.map(collected)));
    }
    if (isHolding) held.push(response);
    else accept(response);
  });
  await listening(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/v1/traces`,
    spans,
    resource: () => resource,
    headers: () => headers,
    text: () => texts.join('\n'),
    hold: () => void (isHolding = true),
    release() {
      isHolding = false;
      held.splice(0).forEach(accept);
    },
    async until(isThere) {
      for (let tries = 0; tries < 4_000; tries += 1) {
        if (spans.some(isThere)) return spans;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`It is not among ${JSON.stringify(spans.map(({ name }) => name))}.`);
    },
    async close() {
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

function accept(response: ServerResponse): void {
  response.setHeader('Content-Type', 'application/json').end('{"partialSuccess":{}}');
}

async function listening(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function collected({ traceId, spanId, parentSpanId, name, startTimeUnixNano, endTimeUnixNano, attributes, status }: OtlpSpan): CollectedSpan {
  const times = { start: BigInt(startTimeUnixNano), end: BigInt(endTimeUnixNano) };
  const parent = parentSpanId === undefined || parentSpanId === '' ? {} : { parentSpanId };
  return { traceId, spanId, ...parent, name, ...times, attributes: valuesOf(attributes), hasFailed: status?.code === 2 };
}

function valuesOf(attributes: readonly OtlpAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
