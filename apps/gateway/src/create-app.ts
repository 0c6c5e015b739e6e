import 'reflect-metadata';
import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { BoundedExpressAdapter } from './http/bounded-express-adapter.js';
import { accessLog } from './http/access-log.js';
import { describeApi } from './http/describe-api.js';
import { serveHealth } from './http/health.js';
import { portalFolder, servePortal } from './http/portal-files.js';
import { protectWeb } from './http/protect-web.js';
import { AppModule } from './wiring/app.module.js';
import type { GatewayContext } from './wiring/context.module.js';

/** Certificate chain and key, PEM. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
}

/**
 * The Nest application, not yet listening. `extra` modules are for tests of the guard.
 * Order matters: what protects the web side is put on before any route.
 */
export async function createApp(
  context: GatewayContext,
  tls: TlsMaterial | null = null,
  extra: Type[] = [],
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(context, extra),
    new BoundedExpressAdapter(),
    {
      logger: false,
      abortOnError: false,
      bodyParser: false,
      ...(tls ? { httpsOptions: tls } : {}),
    },
  );
  // Before the check of the host name: a health check asks by address.
  app.use('/health', serveHealth(context.database));
  app.use(accessLog(context.log));
  protectWeb(app, context.config);
  app.use(servePortal(portalFolder));
  app.setGlobalPrefix('api');
  app.useGlobalPipes(new StandardSchemaValidationPipe());
  describeApi(app);
  return app;
}
