// The metrics on an address of their own: for Prometheus within the operator's network, not for agencies.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

/** Metrics that can be read. */
export interface MetricsServer {
  /** `http://127.0.0.1:9464/metrics`, say. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `GET /metrics`, without credentials.
 * @throws the socket's error: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `ENOTFOUND`
 */
export async function serveMetrics(metrics: Pick<Metrics, 'read' | 'contentType'>, { host, port }: { readonly host: string; readonly port: number }, log: Logger): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    if (request.url?.split('?', 1)[0] !== '/metrics') return answer(404, 'There is nothing but /metrics here.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'GET is what can be done here.\n', { Allow: 'GET, HEAD' });
    metrics.read().then(
      (text) => answer(200, text, { 'Content-Type': metrics.contentType }),
      (error: unknown) => {
        log.error({ err: error }, 'the metrics could not be read');
        answer(503, 'The metrics could not be read; the log says why.\n');
      },
    );

    function answer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
      response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', ...headers });
      response.end(request.method === 'HEAD' ? undefined : text);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
