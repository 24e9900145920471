// Sends what the console's pages ask for.
import type { Request, Response } from 'express';
import { sendBytes } from '../send.ts';

const JSON_TYPE = 'application/json';

/** Sends a resource of the console; nobody keeps it. */
export async function sendJson(request: Request, response: Response, status: number, resource: object): Promise<void> {
  await sendBytes(request, response, status, Buffer.from(JSON.stringify(resource)), JSON_TYPE);
}
