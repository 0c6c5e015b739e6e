import { json, text } from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { DomainError } from '@gatehouse/kernel';
import { problemOf } from './problem-of.js';
import { importPath } from './request-origin.js';
import { sendProblem } from './send-problem.js';

const deepest = 32;
const forbiddenKeys = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads JSON bodies up to 1 MiB and imports up to 5 MiB; compressed ones are refused. What reaches a route has a
 * bounded depth, no keys that reach into prototypes, and only text that UTF-8 and the database can hold.
 */
export function readBodies(): RequestHandler {
  const readJson = json({ limit: '1mb', inflate: false, strict: true });
  const readCsv = text({ limit: '5mb', inflate: false, type: 'text/csv', defaultCharset: 'utf-8' });
  return (request, response, next) => {
    const read = importPath.test(request.originalUrl) ? readCsv : readJson;
    read(request, response, (error?: unknown) => goOn(error, request, response, next));
  };
}

function goOn(error: unknown, request: Request, response: Response, next: NextFunction): void {
  if (error !== undefined) return sendProblem(response, problemOf(error));
  try {
    refuseStrangeValues(request.body);
  } catch (refusal) {
    return sendProblem(response, problemOf(refusal));
  }
  next();
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
