import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Clock, NodeId, SecretBox } from '@gatehouse/kernel';
import type { DoorCertificate } from '@gatehouse/protocol-vnc';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { GatewayConfig } from '../config/config.js';
import type { InstallationSecrets } from '../keys/installation-secrets.js';
import {
  CLOCK,
  CONFIG,
  DATABASE,
  INSTALLATION_SECRETS,
  LOG,
  NODE_ID,
  SECRET_BOX,
  VIEWER_CERTIFICATE,
} from './tokens.js';

/** What main.ts made before Nest started; tests make their own. */
export interface GatewayContext {
  readonly config: GatewayConfig;
  readonly clock: Clock;
  readonly database: DataSource;
  readonly secretBox: SecretBox;
  readonly secrets: InstallationSecrets;
  readonly log: Logger;
  readonly nodeId: NodeId;
  /** What the door for viewers shows; null where there is no such door. */
  readonly viewerCertificate: DoorCertificate | null;
}

@Module({})
export class ContextModule {
  static with(context: GatewayContext): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: context.config },
      { provide: CLOCK, useValue: context.clock },
      { provide: DATABASE, useValue: context.database },
      { provide: SECRET_BOX, useValue: context.secretBox },
      { provide: INSTALLATION_SECRETS, useValue: context.secrets },
      { provide: LOG, useValue: context.log },
      { provide: NODE_ID, useValue: context.nodeId },
      { provide: VIEWER_CERTIFICATE, useValue: context.viewerCertificate },
    ];
    return {
      module: ContextModule,
      global: true,
      providers,
      exports: providers.map((provider) => provider.provide),
    };
  }
}
