import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { sendProblem } from './send-problem.js';
import type { Problem } from '@gatehouse/contracts';

/** True when the request was sent to the name of this gateway, so that a rebound name of somebody else is refused. */
export function isOwnHost(request: IncomingMessage, publicOrigin: string): boolean {
  return request.headers.host?.toLowerCase() === new URL(publicOrigin).host;
}

/** True when a page of this gateway sent the request. `null`, absent and look-alike origins are not. */
export function isOwnOrigin(request: IncomingMessage, publicOrigin: string): boolean {
  return request.headers.origin === publicOrigin;
}

/** Status 421 of RFC 9110 section 15.5.20. */
export function refuseStrangeHosts(publicOrigin: string): RequestHandler {
  return (request, response, next) => {
    if (isOwnHost(request, publicOrigin)) return next();
    sendProblem(response, refusal(421, 'wrong-host', 'Not this name', `Open ${publicOrigin} instead.`));
  };
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Refuses addresses with more than one spelling, before anything routes on them: percent-encodings, empty and dot
 * segments, parameters, back-slashes, absolute form. No address of the gateway needs any of these.
 */
export const refuseStrangeAddresses: RequestHandler = (request, response, next) => {
  if (!methods.includes(request.method)) {
    response.setHeader('allow', methods.join(', '));
    return sendProblem(
      response,
      refusal(405, 'method-not-allowed', 'Not this method', 'Use another method.'),
    );
  }
  const path = request.originalUrl.split('?', 1)[0] ?? '';
  const plain = /^\/[\w.~/-]*$/.test(path) && !path.includes('//') && !/\/\.{1,2}(\/|$)/.test(path);
  if (plain) return next();
  sendProblem(response, refusal(404, 'not-found', 'Not found', 'There is nothing at this address.'));
};

/**
 * Cross-site requests cannot change anything: what changes state must carry the Origin of the portal, which no
 * other page can send, and a JSON body (CSV for an import), which no form can send. Compressed bodies are refused.
 */
export function refuseStrangeOrigins(publicOrigin: string): RequestHandler {
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    if (!isOwnOrigin(request, publicOrigin))
      return sendProblem(
        response,
        refusal(403, 'wrong-origin', 'Not from here', `Send the header Origin: ${publicOrigin}.`),
      );
    const hasBody =
      'transfer-encoding' in request.headers || Number(request.headers['content-length'] ?? 0) > 0;
    const type = request.headers['content-type'];
    const isPacked = 'content-encoding' in request.headers;
    if (isPacked || ((hasBody || type !== undefined) && !isTaken(type, request.path)))
      return sendProblem(
        response,
        refusal(415, 'wrong-media-type', 'Wrong media type', 'Send the body as application/json in UTF-8.'),
      );
    next();
  };
}

/** Paths of which take CSV, and up to 5 MiB. */
export const importPath = /^\/api\/imports\/[a-z-]+$/;

function isTaken(type: string | undefined, path: string): boolean {
  const taken = importPath.test(path) ? 'text/csv' : 'application/json';
  return new RegExp(`^${taken}(;\\s*charset="?utf-8"?)?$`, 'i').test((type ?? '').trim());
}

function refusal(status: number, code: string, title: string, detail: string): Problem {
  return { type: `urn:gatehouse:problem:${code}`, title, status, code, detail };
}
