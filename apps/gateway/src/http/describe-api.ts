import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ApiDescription } from './openapi.controller.js';
import { sessionCookieName } from './session-cookie.js';

/** Lets GET /api/openapi.json answer with an OpenAPI 3.1 document, made from the routes and the contracts' schemas. */
export function describeApi(app: INestApplication): void {
  app.get(ApiDescription).useMaker(() => {
    const about = new DocumentBuilder()
      .setTitle('Gatehouse')
      .setVersion('0.1.0')
      .setOpenAPIVersion('3.1.0')
      .addCookieAuth(sessionCookieName)
      .build();
    return SwaggerModule.createDocument(app, about);
  });
}
