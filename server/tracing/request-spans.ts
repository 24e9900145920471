// One span for each request, and children for what it waited for: calls of the store, checks of envelopes. They tell what
// the access log tells, without path and address: no query, no header, no secret, no object, and nothing that a client made up.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, RequestListener } from 'node:http';
import { defaultTextMapGetter, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Attributes, type Context, type Span, type Tracer } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { isFromProxy } from '../client.ts';
import { observationOf, type ObservedRequest } from '../observing/observation.ts';
import type { Tracing } from './tracing.ts';

/** A request that is being traced. */
interface Traced {
  readonly span: Span;
  readonly context: Context;
  /** When it began, in milliseconds since 1970, and by the clock that nobody sets. */
  readonly epoch: number;
  readonly began: number;
  children: number;
}

/** Of one request: somebody may have many collections. */
const MOST_CHILDREN = 100;
const propagator = new W3CTraceContextPropagator();

/** Makes spans of requests with that tracer. */
export function requestSpans(tracer: Tracer): Omit<Tracing, 'close'> {
  const current = new AsyncLocalStorage<Traced>();
  const running = new Map<string, Traced>();

  function begin(request: IncomingMessage): Traced | undefined {
    const epoch = Date.now();
    const parent = parentOf(request);
    const span = tracer.startSpan('request', { kind: SpanKind.SERVER, startTime: epoch }, parent);
    if (!span.isRecording()) return undefined;
    return { span, context: trace.setSpan(parent, span), epoch, began: performance.now(), children: 0 };
  }

  // What has ended just now and took so many seconds, as a child of the request that waited for it.
  function child(name: string, seconds: number, attributes: Attributes, hasFailed = false): void {
    const traced = current.getStore();
    if (traced === undefined) return;
    traced.children += 1;
    if (traced.children > MOST_CHILDREN) return;
    const end = traced.epoch + performance.now() - traced.began;
    const span = tracer.startSpan(name, { startTime: Math.max(traced.epoch, end - seconds * 1_000), attributes }, traced.context);
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(end);
  }

  return {
    trace: (application): RequestListener =>
      function traceRequest(request, response) {
        const traced = begin(request);
        if (traced === undefined) return application(request, response);
        running.set(observationOf(request).id, traced);
        return current.run(traced, () => application(request, response));
      },
    observeRequest(request) {
      const traced = running.get(request.id);
      if (traced === undefined) return;
      running.delete(request.id);
      end(traced, request);
    },
    exchangeObserver: {
      stored: (operation, seconds, hasFailed) => child(`store ${operation}`, seconds, { 'liaison.operation': operation }, hasFailed),
      checked: (octets, seconds) => child('check envelope', seconds, { 'liaison.envelope.size': octets }),
    },
  };
}

// Anybody can send the header: others' traces could be joined by it, and any number of them be asked for.
function parentOf(request: IncomingMessage): Context {
  return isFromProxy(request) ? propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter) : ROOT_CONTEXT;
}

function end({ span, epoch, children }: Traced, request: ObservedRequest): void {
  const { id, method, endpoint, status, errorCode, seconds, received, sent, agency, collection } = request;
  span.updateName(`${method} ${endpoint}`);
  span.setAttributes({
    'http.request.method': method === 'other' ? '_OTHER' : method,
    'http.route': endpoint,
    'http.request.body.size': received,
    'http.response.body.size': sent,
    'liaison.request_id': id,
    ...(status === 0 ? {} : { 'http.response.status_code': status }),
    ...(errorCode === undefined ? {} : { 'error.type': errorCode }),
    ...(agency === undefined ? {} : { 'liaison.agency': agency }),
    ...(collection === undefined ? {} : { 'liaison.collection': collection }),
    ...(children > MOST_CHILDREN ? { 'liaison.children_left_out': children - MOST_CHILDREN } : {}),
  });
  if (status === 0 || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(epoch + seconds * 1_000);
}
