import { Inject, Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { IdentityStores } from '@gatehouse/identity';
import type { Clock, UnitOfWork } from '@gatehouse/kernel';
import type { Logger } from 'pino';
import { CLOCK, IDENTITY_WORK, LOG } from './tokens.js';

const everyMs = 10 * 60_000;
const dayMs = 24 * 3_600_000;

/**
 * Forgets what can no longer matter: counts of attempts and used time steps and confirmations of yesterday, web sessions that ended
 * a month ago. Several nodes may do it at once. A code of yesterday's step is refused for its age alone.
 */
@Injectable()
export class IdentityTidying implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(IDENTITY_WORK) private readonly uow: UnitOfWork<IdentityStores>,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    // A failed round is no loss: the next one does the same work again.
    const round = () =>
      this.tidy().catch((error: unknown) => this.log.warn({ error }, 'tidying was put off'));
    this.timer = setInterval(() => void round(), everyMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async tidy(): Promise<void> {
    const now = this.clock.now().getTime();
    await this.uow.run(async ({ attempts, factors, webSessions, confirmations }) => {
      await attempts.forget(new Date(now - dayMs));
      await factors.forgetSteps(new Date(now - dayMs));
      await confirmations.forget(new Date(now - dayMs));
      await webSessions.forget(new Date(now - 30 * dayMs));
    });
  }
}
