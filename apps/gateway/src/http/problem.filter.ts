import { Catch, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { LOG } from '../wiring/tokens.js';
import { problemOf } from './problem-of.js';
import { requestIdOf } from './request-id.js';
import { sendProblem } from './send-problem.js';

/**
 * Turns whatever was thrown into problem details (RFC 9457). What is not a known refusal becomes a bare 500 with
 * the request's id: no stack, statement or host name leaves the gateway; the log has them under that id.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const requestId = requestIdOf(request);
    const problem = { ...problemOf(error), instance: `urn:gatehouse:request:${requestId}` };
    if (problem.status >= 500)
      this.log.error({ requestId, method: request.method, error }, 'a request failed');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(response, problem);
  }
}
