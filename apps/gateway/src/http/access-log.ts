import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { requestIdOf } from './request-id.js';

/**
 * One line for each request when it is over: what was asked and how it was answered. Never a query string, a header, a
 * cookie or a body: what a person searched for or a ticket is nobody's business here.
 */
export function accessLog(log: Logger) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const startedMs = performance.now();
    const { method, path } = request;
    response.once('close', () => {
      log.info(
        {
          requestId: requestIdOf(request),
          method,
          path,
          status: response.statusCode,
          ms: Math.round(performance.now() - startedMs),
          cut: !response.writableFinished,
        },
        'request',
      );
    });
    next();
  };
}
