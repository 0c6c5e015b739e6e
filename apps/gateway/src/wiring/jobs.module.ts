import { Inject, Module } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { openJobQueue } from '@gatehouse/jobs';
import type { JobQueue } from '@gatehouse/jobs';
import type { Clock } from '@gatehouse/kernel';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { GatewayConfig } from '../config/config.js';
import { OutboxDispatcher } from '../jobs/dispatch-outbox.js';
import { enqueueWaitingRequest, handleWaitingRequests } from '../jobs/notify-waiting-request.js';
import { turnByTime } from '../jobs/turn-by-time.js';
import { AccessRequestModule } from './access-request.module.js';
import { databaseUrlOf } from './database-url.js';
import { NotifyModule } from './notify.module.js';
import type { Notifiers } from './notify.module.js';
import type { PathOperations } from './path-operations.js';
import { CLOCK, CONFIG, DATABASE, LOG, NOTIFIERS, PATH } from './tokens.js';

/** Work by the clock and after the fact: the queue, its handlers, and the outbox that feeds it. */
@Module({ imports: [AccessRequestModule, NotifyModule] })
export class JobsModule implements OnApplicationBootstrap, OnModuleDestroy {
  private queue: JobQueue | null = null;
  private dispatcher: OutboxDispatcher | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PATH) private readonly path: PathOperations,
    @Inject(NOTIFIERS) private readonly notifiers: Notifiers,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const databaseUrl = databaseUrlOf(this.database);
    const queue = await openJobQueue({
      databaseUrl,
      redisUrl: this.config.redisUrl ?? undefined,
      onTrouble: (trouble) => this.log.warn({ part: 'jobs', ...trouble }, 'a job or its queue is in trouble'),
    });
    this.queue = queue;
    handleWaitingRequests(queue, {
      manager: this.database.manager,
      clock: this.clock,
      publicOrigin: this.config.publicOrigin,
      notifiers: this.notifiers,
    });
    await turnByTime(queue, this.path);
    await queue.start();
    this.dispatcher = new OutboxDispatcher({
      database: this.database,
      databaseUrl,
      clock: this.clock,
      deliver: (entry) => enqueueWaitingRequest(queue, Object.keys(this.notifiers), entry),
      onTrouble: (error) => this.log.warn({ part: 'outbox', error }, 'the outbox waits; trying again'),
    });
    this.dispatcher.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.dispatcher?.stop();
    await this.queue?.close();
  }
}
