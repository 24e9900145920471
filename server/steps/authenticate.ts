// Who is asking? One passport strategy for each way in which a request can say so (T-1.6.9-02, T-8.2.2-06).
import type { Request, RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import type { Session } from '../../collections/open-collection.ts';
import { extendContext } from '../context.ts';
import { Unauthenticated } from '../errors.ts';
import type { Step } from '../operation.ts';
import type { ServerSettings } from '../settings.ts';
import { createAdmission } from './admission.ts';
import { basicStrategy, shieldBasic } from './authenticate-basic.ts';
import { bearerStrategy } from './authenticate-bearer.ts';
import { certificateStrategy } from './authenticate-certificate.ts';
import { headerStrategy } from './authenticate-header.ts';
import { runnerOf } from './run-strategy.ts';

/**
 * Lets a request pass that has the credentials of an account, and answers 401 with a challenge to all others. Without the
 * store nobody can say whose they are.
 */
export const authenticate: Step = {
  refuses: ['malformed-client-certificate', 'unauthenticated', 'too-many-failed-attempts', 'provider-unavailable', 'store-unavailable'],
  isSettled: true,
  handler: ({ exchange, settings }) => authenticator(exchange, settings),
};

function authenticator(exchange: Exchange, settings: ServerSettings): RequestHandler {
  const { apiKeyHeader, openId } = settings;
  const admit = createAdmission(exchange, settings);
  const runners = {
    basic: runnerOf(basicStrategy(admit)),
    bearer: runnerOf(bearerStrategy(admit, openId)),
    certificate: runnerOf(certificateStrategy(admit)),
    header: runnerOf(headerStrategy(admit, apiKeyHeader ?? '')),
  };

  // One strategy: what a request presents counts, or doesn't, whatever else it has with it.
  function strategyFor({ headers }: Request): keyof typeof runners {
    const { authorization } = headers;
    if (authorization !== undefined && authorization !== '') {
      return /^(?:Bearer|Token)(?: |$)/i.test(authorization) ? 'bearer' : 'basic';
    }
    const hasKey = apiKeyHeader !== undefined && headers[apiKeyHeader.toLowerCase()] !== undefined;
    return hasKey ? 'header' : 'certificate';
  }

  // Basic first, and alone where nobody speaks of tokens: there are clients that read no further.
  function challengesAfter(strategy: string): string[] {
    if (strategy === 'bearer') return ['Bearer realm="taxii", error="invalid_token"'];
    return openId === undefined ? [] : ['Bearer realm="taxii"'];
  }

  return function authenticateByStrategy(request, _response, next): void {
    const strategy = strategyFor(request);
    if (strategy === 'basic') shieldBasic(request);
    runners[strategy](request, (error, session) => {
      if (error !== undefined && error !== null) return next(error);
      if (session === undefined || session === false) return next(new Unauthenticated(challengesAfter(strategy)));
      extendContext(request, session as Session);
      next();
    });
  };
}
