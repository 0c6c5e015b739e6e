import type { Problem } from '@gatehouse/contracts';
import type { Response } from 'express';

/** Answers with problem details (RFC 9457); ends the response. */
export function sendProblem(response: Response, problem: Problem): void {
  response
    .status(problem.status)
    .setHeader('content-type', 'application/problem+json; charset=utf-8')
    .setHeader('cache-control', 'no-store')
    .end(JSON.stringify(problem));
}
