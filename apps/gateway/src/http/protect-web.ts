import type { NestExpressApplication } from '@nestjs/platform-express';
import type { GatewayConfig } from '../config/config.js';
import { readBody } from './request-body.js';
import { refuseStrangeAddresses, refuseStrangeHosts, refuseStrangeOrigins } from './request-origin.js';
import { securityHeaders } from './security-headers.js';

/**
 * Puts on what stands before every route, in this order: headers of the answer, the name the request was sent to,
 * its address, its origin, its body. Call it before any route or file is served.
 */
export function protectWeb(app: NestExpressApplication, config: GatewayConfig): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  app.set('query parser', 'simple');
  app.set('trust proxy', false);
  app.use(securityHeaders(config.publicOrigin));
  app.use(refuseStrangeHosts(config.publicOrigin));
  app.use(refuseStrangeAddresses);
  app.use(refuseStrangeOrigins(config.publicOrigin));
  app.use(readBody);
}
