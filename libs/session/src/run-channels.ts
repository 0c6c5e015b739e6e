import { allowsChannel, wishText } from './channel-wish.js';
import type { ChannelWish } from './channel-wish.js';
import { connectRefusal } from './connect-refusal.js';
import type { ConnectRefusal } from './connect-refusal.js';
import type { LiveSession } from './live-session.js';
import type { ClientChannel, ClientLeg, LegMessage, Relay, SessionOutcome } from './plugin/index.js';
import type { RecordingTap } from './recording-tap.js';
import type { SessionReport } from './session-report.js';

export interface RunChannelsParts {
  readonly session: LiveSession;
  readonly leg: ClientLeg;
  readonly relay: Relay;
  readonly tap: RecordingTap;
  readonly report: Pick<SessionReport, 'openChannel'>;
  /** What a person at a new terminal is told first. */
  readonly ready: LegMessage;
  /** How the last channel ended while none is open; null while one is. A client that hangs up then ends the session so. */
  resting(outcome: SessionOutcome | null): void;
}

/**
 * Carries the channels of one session: the first, for which the permit was made, and those the client opens after it.
 * Invariant: each is judged at its door, on record before anything of it is relayed, and ended without the others.
 * Resolves when the client can open no more and none is left, when either side is gone, or when the session is over.
 */
export function runChannels(parts: RunChannelsParts): Promise<SessionOutcome> {
  return new RunningChannels(parts).run();
}

class RunningChannels {
  private readonly open = new Set<ClientChannel>();
  private opened = 0;
  private last: SessionOutcome | null = null;
  private noMore = false;
  private settle: (outcome: SessionOutcome) => void = () => undefined;

  constructor(private readonly parts: RunChannelsParts) {}

  async run(): Promise<SessionOutcome> {
    const { session, leg, relay } = this.parts;
    const settled = new Promise<SessionOutcome>((resolve) => (this.settle = resolve));
    const over = (): void => this.settle({ reason: 'error', detail: null, exit: null });
    if (session.signal.aborted) over();
    session.signal.addEventListener('abort', over, { once: true });
    void relay.gone.then((outcome) => this.settle((this.open.size === 0 && this.last) || outcome));
    void leg.gone.then(() =>
      this.settle((this.open.size === 0 && this.last) || { reason: 'client-left', detail: null, exit: null }),
    );
    this.start(leg.first);
    void this.takeNext();
    return settled;
  }

  private async takeNext(): Promise<void> {
    const { session, leg } = this.parts;
    for (;;) {
      const channel = await leg.nextChannel();
      if (channel === null || session.isOver()) break;
      // One after the other: what is judged together could be let in together.
      const refusal = await this.judge(channel.wish);
      if (refusal) await this.refuse(channel, refusal);
      else if (!session.isOver()) this.start(channel);
    }
    this.noMore = true;
    if (this.open.size === 0 && this.last) this.settle(this.last);
  }

  private async judge(wish: ChannelWish): Promise<ConnectRefusal | null> {
    const { session, report } = this.parts;
    const { content } = session;
    if (!allowsChannel(content.rights, wish))
      return connectRefusal('GH-NOT-INCLUDED', { machine: content.target.handle, right: wishText(wish) });
    const refusal = await report
      .openChannel(content.sessionId, wish)
      .catch(() => connectRefusal('GH-STALE', { machine: content.target.handle }));
    if (refusal) return refusal;
    // Asked last, so that a freeze which came meanwhile is told as what it is.
    return session.supervision.input.passes('channel')
      ? null
      : connectRefusal('GH-FROZEN', {
          machine: content.target.handle,
          controlRoomPhone: content.words.controlRoomPhone,
        });
  }

  private async refuse(channel: ClientChannel, refusal: ConnectRefusal): Promise<void> {
    channel.refuse(refusal);
    await this.parts.tap
      .ofChannel(0)
      .note({ kind: 'channel.refused', data: { what: channel.wish, code: refusal.code } })
      .catch(() => undefined);
  }

  private start(channel: ClientChannel): void {
    const number = this.opened;
    this.opened += 1;
    this.open.add(channel);
    this.last = null;
    this.parts.resting(null);
    this.carry(channel, number)
      .catch((): SessionOutcome => ({ reason: 'error', detail: 'the relay failed', exit: null }))
      .then((outcome) => this.ended(channel, outcome))
      .catch(() => undefined);
  }

  private async carry(channel: ClientChannel, number: number): Promise<SessionOutcome> {
    const { session, relay, ready } = this.parts;
    const tap = this.parts.tap.ofChannel(number);
    tap.touched();
    await tap.record({ kind: 'mark', name: 'opened', data: openingOf(channel, relay) });
    // The first one stands in the entry of the session's start.
    if (number > 0) await tap.note({ kind: 'channel.opened', data: { what: channel.wish, channel: number } });
    if (channel.kind === 'terminal') {
      const { pty } = channel.opening;
      if (pty) await tap.record({ kind: 'resize', columns: pty.columns, rows: pty.rows });
      channel.tell(ready);
    }
    if (channel.kind === 'desktop') channel.tell(ready);
    const { rights, recordInput, files } = session.content;
    const { input } = session.supervision;
    if (!input.passes('channel')) return { reason: 'error', detail: 'the plant holds the input', exit: null };
    const control = { rights, recordInput, files, input };
    const outcome = await relay.carry(channel, tap, control, session.signal);
    if (!session.isOver()) await tap.record({ kind: 'mark', name: 'closed', data: { exit: outcome.exit } });
    return outcome;
  }

  private async ended(channel: ClientChannel, outcome: SessionOutcome): Promise<void> {
    const { session, relay } = this.parts;
    // A channel that ends without a word may be the first sign that the target is gone, which ends the session.
    if (outcome.exit === null && outcome.reason !== 'client-left')
      await Promise.race([relay.gone, new Promise((resolve) => setTimeout(resolve, goneFollowsMs))]);
    this.open.delete(channel);
    if (session.ending !== null) return;
    const isLast = this.open.size === 0;
    // A fault of the only channel is the end of the session, and told as such; beside others it ends that channel.
    if (isLast && outcome.reason === 'error') return this.settle(outcome);
    if (isLast) {
      this.last = outcome;
      this.parts.resting(outcome);
    }
    if (isLast && this.noMore) return this.settle(outcome);
    if (channel.kind !== 'forward') {
      if (outcome.reason === 'error')
        channel.tell({
          type: 'notice',
          text: `GH-ERROR: ${outcome.text ?? 'this part of the session failed. Try again.'}`,
        });
      if (channel.kind !== 'desktop') channel.exit(outcome.exit);
    }
    channel.close();
  }
}

const goneFollowsMs = 100;

function openingOf(channel: ClientChannel, relay: Relay): Readonly<Record<string, unknown>> {
  const common = {
    right: channel.wish,
    kind: channel.kind,
    dialledAddress: relay.dialledAddress,
    hostKeyFingerprint: relay.hostKeyFingerprint,
  };
  if (channel.kind === 'forward') return { ...common, host: channel.host, port: channel.port };
  if (channel.kind === 'files' || channel.kind === 'desktop') return common;
  const { opening } = channel;
  // They reach the target too, so they are on record before it.
  return {
    ...common,
    environment: opening.environment,
    term: opening.pty?.term ?? null,
    modes: opening.pty?.modes ?? {},
  };
}
