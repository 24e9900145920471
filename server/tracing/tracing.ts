// Traces for OpenTelemetry: what requests are made of, sent to a collector by OTLP over HTTP. Loaded where they are wanted only.
import type { RequestListener } from 'node:http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ExchangeObserver } from '../../collections/observer.ts';
import type { Log } from '../../collections/publishing/log.ts';
import type { RequestObserver } from '../observing/observation.ts';
import { requestSpans } from './request-spans.ts';
import { tellingExporter } from './telling-exporter.ts';

/** Traces, and who has to be told what so that there are some. */
export interface Tracing {
  /** The application, each of its requests a span: what it waits for becomes children of that. */
  trace(application: RequestListener): RequestListener;
  readonly observeRequest: RequestObserver;
  readonly exchangeObserver: ExchangeObserver;
  /** Sends what isn't sent yet, as far as that can be done in time, and makes no more spans. Never fails. */
  close(): Promise<void>;
}

/** Which traces, and where to. */
export interface TracingOptions {
  /** Where spans are sent: `http://127.0.0.1:4318/v1/traces`, say. */
  readonly endpoint: string;
  /** Which part of the requests is traced, from 0 to 1; of those that a trusted proxy has begun to trace, all. */
  readonly sampleRatio: number;
  /** `service.name`. */
  readonly serviceName: string;
  /** `service.version`. */
  readonly version: string;
  /** How long the end of the server may wait for the collector, in milliseconds. */
  readonly ending: number;
}

/** Spans that wait for the collector; what comes when so many do is left out. */
const MOST_WAITING = 2_048;
const SENT_AT_ONCE = 512;
const SENT_EVERY = 2_000;
/** For one batch, attempts that are repeated included, in milliseconds. */
const LONGEST_SENDING = 5_000;
const SPAN_LIMITS = { attributeCountLimit: 32, attributeValueLengthLimit: 256, eventCountLimit: 0, linkCountLimit: 0 };

/** Begins to trace. A collector that can't be reached costs nothing but its traces. */
export function createTracing({ endpoint, sampleRatio, serviceName, version, ending }: TracingOptions, log: Log): Tracing {
  const timeoutMillis = Math.min(LONGEST_SENDING, ending);
  const exporter = tellingExporter(new OTLPTraceExporter({ url: endpoint, timeoutMillis }), log);
  const processor = new BatchSpanProcessor({
    exporter,
    maxQueueSize: MOST_WAITING,
    maxExportBatchSize: SENT_AT_ONCE,
    scheduledDelayMillis: SENT_EVERY,
    exportTimeoutMillis: timeoutMillis + 1_000,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanLimits: SPAN_LIMITS,
    spanProcessors: [processor],
  });
  return { ...requestSpans(provider.getTracer('liaison', version)), close: () => inTime(provider.shutdown(), ending) };
}

// What can't be sent the exporter has told already.
async function inTime(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work.catch(() => undefined), isLate]);
  clearTimeout(timer);
}
