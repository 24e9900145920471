// Runs passport's strategies, as passport's own middleware would. That gives each request functions of its own, by assigning them to
// properties, and V8 expects functions that are assigned so to stay: it made them in its old generation, where each held on to
// its request until the next full collection, and took longer than everything else: docs/decisions/2026-11-30-functions-of-requests.md.
import type { Request } from 'express';
import type { Strategy } from 'passport';

/** Hears what a strategy found: an error, or the user that it lets in, or neither of them, where it lets nobody in. */
export type Decide = (error: unknown, user?: unknown) => void;

/** A strategy that is asked about one request. */
interface Attempt {
  decide: Decide;
}

/** A strategy with what passport would have given it. */
type Attempted = Strategy & { authenticate(this: Attempted, request: Request): void };

/** What a strategy says when it has decided, in passport's words; none of ours redirects, or passes. */
const ACTIONS = {
  success(this: Attempt, user: unknown): void {
    this.decide(undefined, user);
  },
  fail(this: Attempt): void {
    this.decide(undefined);
  },
  error(this: Attempt, error: unknown): void {
    this.decide(error);
  },
};

/**
 * Gives what asks a strategy about a request. An error that the strategy throws goes to whoever asks; so does a missing action, where it
 * wants to do something else than decide.
 */
export function runnerOf(strategy: Strategy): (request: Request, decide: Decide) => void {
  const withActions = Object.assign(Object.create(strategy) as Attempted, ACTIONS);
  return function run(request, decide): void {
    const attempt = Object.create(withActions) as Attempted & Attempt;
    attempt.decide = decide;
    attempt.authenticate(request);
  };
}
