import type { Request, RequestHandler } from 'express';
import { DomainError } from '@gatehouse/kernel';
import { problemOf } from './problem-of.js';
import { BodyTooLarge, readBytes } from './read-bytes.js';
import { importPath } from './request-origin.js';
import { sendProblem } from './send-problem.js';

const mebibyte = 1024 * 1024;
const deepest = 32;
const forbiddenKeys = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads JSON bodies up to 1 MiB and imports, as text, up to 5 MiB. What reaches a route has a bounded depth, no
 * keys that reach into prototypes, and only text that UTF-8 and the database can hold.
 */
export const readBody: RequestHandler = (request, response, next) => {
  bodyOf(request).then(
    (body) => {
      request.body = body;
      next();
    },
    (error: unknown) => {
      // The rest of the body is not read, so the connection can carry no other request.
      if (error instanceof BodyTooLarge) response.setHeader('connection', 'close');
      sendProblem(response, problemOf(error));
    },
  );
};

async function bodyOf(request: Request): Promise<unknown> {
  const isImport = importPath.test(request.path);
  const bytes = await readBytes(request, isImport ? 5 * mebibyte : mebibyte);
  if (bytes.length === 0) return undefined;
  const text = decode(bytes);
  if (isImport) {
    refuseStrangeText(text);
    return text;
  }
  const body = parse(text);
  if (typeof body !== 'object' || body === null)
    throw new DomainError('invalid-input', 'Send a JSON object as the body.');
  refuseStrangeValues(body);
  return body;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new DomainError('invalid-input', 'The body is not valid UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new DomainError('invalid-input', 'The body is not valid JSON.');
  }
}

/** Walks with a list of its own: a body nested ten thousand deep must not exhaust the stack. */
function refuseStrangeValues(body: unknown): void {
  const waiting: { value: unknown; depth: number }[] = [{ value: body, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') refuseStrangeText(value);
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= deepest) throw new DomainError('invalid-input', 'The body is nested too deeply.');
    for (const key of Object.keys(value)) {
      if (forbiddenKeys.includes(key))
        throw new DomainError('invalid-input', `The body has a key that is not taken: ${key}.`);
      refuseStrangeText(key);
      waiting.push({ value: (value as Record<string, unknown>)[key], depth: depth + 1 });
    }
  }
}

function refuseStrangeText(value: string): void {
  if (value.includes('\0') || /\p{Surrogate}/u.test(value))
    throw new DomainError(
      'invalid-input',
      'The body has text that is not valid Unicode, or a NUL character.',
    );
}
