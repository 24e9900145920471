// Sends spans, and tells the log when that fails, now and then: a collector that is away for a night is one line an hour.
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Log } from '../../collections/publishing/log.ts';
import { sometimes } from '../sometimes.ts';

/** Milliseconds between two lines about the same trouble. */
const TOLD_EVERY = 60 * 60 * 1_000;

/** The same exporter; its failures are in the log, and nobody else's affair. */
export function tellingExporter(exporter: SpanExporter, log: Log): SpanExporter {
  const lost = sometimes(TOLD_EVERY, (result: ExportResult, batches) => {
    log.warn({ err: result.error, batches }, 'spans could not be sent to the collector; these traces are lost');
  });
  return {
    export(spans: ReadableSpan[], done: (result: ExportResult) => void) {
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) lost(result);
        done(result);
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}
