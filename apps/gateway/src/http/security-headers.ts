import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/**
 * The security headers of every answer. Scripts come from files only; style elements carry the nonce of this very
 * response (`response.locals.cspNonce`), because Mantine and the terminal insert some at run time. WebAssembly is
 * allowed for the players; nothing may frame a page of the gateway.
 */
export function securityHeaders(publicOrigin: string): RequestHandler {
  const tls = publicOrigin.startsWith('https:');
  const sockets = publicOrigin.replace(/^http/, 'ws');
  const nonce = (_request: IncomingMessage, response: ServerResponse): string =>
    `'nonce-${String((response as Response).locals['cspNonce'])}'`;
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'", nonce],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", sockets],
        workerSrc: ["'self'"],
        frameSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: tls ? { maxAge: 63_072_000, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  return (request, response, next) => {
    response.locals['cspNonce'] = randomBytes(16).toString('base64');
    response.setHeader(
      'permissions-policy',
      'camera=(self), microphone=(), geolocation=(), usb=(), payment=()',
    );
    if (request.path.startsWith('/api')) response.setHeader('cache-control', 'no-store');
    headers(request, response, next);
  };
}
