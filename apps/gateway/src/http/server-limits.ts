import type { Server } from 'node:http';

/**
 * Bounds what a slow or greedy peer can hold: ten seconds for the headers, a minute for the whole request, five
 * idle seconds between two requests, 100 headers. Answers may take as long as they need.
 */
export function limitServer(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 5_000;
  server.maxHeadersCount = 100;
  server.maxRequestsPerSocket = 1_000;
}
