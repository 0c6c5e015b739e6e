import { Inject, Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';
import type { Clock } from '@gatehouse/kernel';
import { createMailNotifier, createWebhookNotifier } from '@gatehouse/notify';
import type { Notifier } from '@gatehouse/notify';
import type { DataSource } from 'typeorm';
import type { GatewayConfig } from '../config/config.js';
import { LiveController } from '../http/live.controller.js';
import type { InstallationSecrets } from '../keys/installation-secrets.js';
import { LiveFeed } from '../live/live-feed.js';
import { databaseUrlOf } from './database-url.js';
import { CLOCK, CONFIG, DATABASE, INSTALLATION_SECRETS, NOTIFIERS } from './tokens.js';

@Module({
  controllers: [LiveController],
  providers: [
    {
      provide: NOTIFIERS,
      inject: [CONFIG, INSTALLATION_SECRETS, CLOCK],
      useFactory: (config: GatewayConfig, secrets: InstallationSecrets, clock: Clock) =>
        notifiersFor(config, secrets, clock),
    },
    {
      provide: LiveFeed,
      inject: [DATABASE],
      useFactory: (database: DataSource) => new LiveFeed(databaseUrlOf(database)),
    },
  ],
  exports: [NOTIFIERS],
})
export class NotifyModule implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly feed: LiveFeed,
    @Inject(NOTIFIERS) private readonly notifiers: Notifiers,
  ) {}

  onApplicationBootstrap(): void {
    this.feed.start();
  }

  /** Before the web server closes: it would wait for the open streams. */
  onModuleDestroy(): Promise<void> {
    return this.feed.stop();
  }

  onApplicationShutdown(): void {
    this.notifiers.mail?.close?.();
  }
}

export type Notifiers = Readonly<Record<string, Notifier & { close?(): void }>>;

function notifiersFor(config: GatewayConfig, secrets: InstallationSecrets, clock: Clock): Notifiers {
  return {
    ...(config.smtpUrl ? { mail: createMailNotifier(config.smtpUrl, config.mailFrom) } : {}),
    ...(config.webhookUrl
      ? { webhook: createWebhookNotifier({ url: config.webhookUrl, secret: secrets.webhookSecret, clock }) }
      : {}),
  };
}
