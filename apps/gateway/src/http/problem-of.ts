import { HttpException } from '@nestjs/common';
import type { Problem } from '@gatehouse/contracts';
import { DomainError } from '@gatehouse/kernel';
import { httpStatusOf, titleOf } from './error-mapping.js';

/** What a caller may read about an error: a known refusal whole, anything else as a bare 500 or 503. */
export function problemOf(error: unknown): Problem {
  if (error instanceof DomainError) {
    return {
      type: typeOf(error.code),
      title: titleOf[error.code],
      status: httpStatusOf[error.code],
      code: error.code,
      detail: error.message,
      ...(error.details ? { errors: [...error.details] } : {}),
    };
  }
  const status = statusOf(error);
  if (status === 404)
    return known(404, 'not-found', 'Not found', 'There is nothing at this address. Check it and try again.');
  if (status === 413)
    return known(
      413,
      'too-large',
      'Too large',
      'Send less at once; the limit is 1 MiB, 5 MiB for an import.',
    );
  if (status === 415)
    return known(415, 'wrong-media-type', 'Wrong media type', 'Send the body as application/json in UTF-8.');
  if (status !== null && status >= 400 && status < 500) {
    const errors = validationMessagesOf(error);
    return {
      ...known(status, 'invalid-input', 'Not understood', 'Correct what is named and send it again.'),
      ...(errors.length > 0 ? { errors } : {}),
    };
  }
  if (isDatabaseUnreachable(error))
    return known(
      503,
      'not-ready',
      'Not ready',
      'The gateway cannot reach its database. Try again in a moment.',
    );
  return known(
    500,
    'internal',
    'Something broke',
    'Try again. If it stays, give the administrator the instance.',
  );
}

function known(status: number, code: string, title: string, detail: string): Problem {
  return { type: typeOf(code), title, status, code, detail };
}

function typeOf(code: string): string {
  return `urn:gatehouse:problem:${code}`;
}

/** Status of a Nest exception or of an http-errors one, which the body parser throws; null for anything else. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof URIError) return 400;
  if (error instanceof Error && 'expose' in error && 'status' in error && typeof error.status === 'number')
    return error.status;
  return null;
}

/** The messages of the validation pipe: `field.name: what is wrong`. */
function validationMessagesOf(error: unknown): { field?: string; message: string }[] {
  if (!(error instanceof HttpException)) return [];
  const body = error.getResponse();
  const messages = typeof body === 'object' && 'message' in body ? body.message : null;
  if (!Array.isArray(messages)) return [];
  return messages.filter((text): text is string => typeof text === 'string').map(fieldAndMessage);
}

function fieldAndMessage(text: string): { field?: string; message: string } {
  const split = /^([\w.[\]-]{1,100}): (.+)$/s.exec(text);
  return split?.[1] && split[2] ? { field: split[1], message: split[2] } : { message: text };
}

const unreachable = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '57P03', '53300'];

function isDatabaseUnreachable(error: unknown): boolean {
  for (let current: unknown = error, depth = 0; current instanceof Error && depth < 5; depth += 1) {
    if ('code' in current && unreachable.includes(String(current.code))) return true;
    if (
      /Connection terminated|connection timeout|timeout exceeded when trying to connect/i.test(
        current.message,
      )
    )
      return true;
    current = 'driverError' in current ? current.driverError : current.cause;
  }
  return false;
}
