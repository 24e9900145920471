// A writer for what is gathered from many requests: whichever of them set the timer, the call is no part of it.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { StoreWriter } from './port.ts';

type Method = (...parameters: unknown[]) => unknown;

/** The same writer; its methods are called as if from here, so that no request is told to have waited for them. */
export function unattended(writer: StoreWriter): StoreWriter {
  const here = AsyncLocalStorage.snapshot();
  const methods = Object.entries(writer).map(([name, call]: [string, Method]) => [name, (...parameters: unknown[]) => here(call, ...parameters)]);
  return Object.fromEntries(methods) as StoreWriter;
}
