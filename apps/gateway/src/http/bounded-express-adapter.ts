import { createServer } from 'node:http';
import type { Server, ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';

/**
 * What a slow or greedy peer can hold: ten seconds for the headers, a minute for the whole request, five idle
 * seconds between two requests. Answers may take as long as they need.
 */
const limits: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 5_000,
  // Node looks only so often whether a time is over; its default of 30 s would stretch all of them.
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
};

/** Express with a server whose limits are set where Node takes them: when it is made. No other server option is read. */
export class BoundedExpressAdapter extends ExpressAdapter {
  override initHttpServer(options?: NestApplicationOptions): void {
    const handler = this.getInstance<Parameters<typeof createServer>[1]>();
    const tls = options?.httpsOptions;
    const server: Server = tls
      ? createTlsServer({ ...tls, ...limits }, handler)
      : createServer(limits, handler);
    server.maxHeadersCount = 100;
    server.maxRequestsPerSocket = 1_000;
    this.httpServer = server;
  }
}
