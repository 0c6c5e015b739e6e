import { SessionOver } from '@gatehouse/session/plugin';
import type {
  ClientChannel,
  Relay,
  SessionControl,
  SessionOutcome,
  SessionTap,
} from '@gatehouse/session/plugin';
import { carryCopy } from './carry-copy.js';
import { carryFiles } from './carry-files.js';
import { carryForward } from './carry-forward.js';
import { carryTerminal } from './carry-terminal.js';
import { ChannelNotStarted } from './channel-not-started.js';
import { copyOf } from './copy-of.js';
import type { DialledTarget } from './dial-target.js';
import { PathTurns } from './files/path-turns.js';
import { internalsOf } from './ssh2-internals.js';
import type { RefusedOnWire } from './wire-guard.js';

/** How long channels may take to come to their end once the target is gone. */
const lastWordsMs = 1_000;

/** The channels of a client, carried over one connection to the target. Invariant: recorded before forwarded. */
export class SshRelay implements Relay {
  readonly dialledAddress: string;
  readonly hostKeyFingerprint: string;
  readonly gone: Promise<SessionOutcome>;
  private readonly turns = new PathTurns();
  private readonly carried = new Set<Promise<SessionOutcome>>();
  private closing: Promise<boolean> | null = null;

  /** @param facts filled by the guard of the target's wire. */
  constructor(
    private readonly target: DialledTarget,
    private readonly facts: { cutBy: string | null; refused: ((what: RefusedOnWire) => void) | null },
  ) {
    this.dialledAddress = target.dialledAddress;
    this.hostKeyFingerprint = target.hostKeyFingerprint;
    const { socket } = internalsOf(target.client);
    this.gone = new Promise((resolve) => {
      const closed = (): void => resolve(this.targetLeft());
      if (socket.closed) closed();
      else socket.once('close', closed);
    });
  }

  carry(
    channel: ClientChannel,
    tap: SessionTap,
    control: SessionControl,
    signal: AbortSignal,
  ): Promise<SessionOutcome> {
    const outcome = this.carryOne(channel, tap, control, signal);
    this.carried.add(outcome);
    const done = (): void => void this.carried.delete(outcome);
    outcome.then(done, done);
    return outcome;
  }

  private async carryOne(
    channel: ClientChannel,
    tap: SessionTap,
    control: SessionControl,
    signal: AbortSignal,
  ): Promise<SessionOutcome> {
    this.facts.refused ??= (what) =>
      void tap.note({ kind: 'channel.refused', data: { by: 'target', ...what } }).catch(() => undefined);
    const { client } = this.target;
    try {
      signal.throwIfAborted();
      switch (channel.kind) {
        case 'terminal': {
          const copy = copyOf(channel.opening);
          return this.unlessCut(
            copy === null
              ? await carryTerminal(client, channel, tap, control, signal)
              : await carryCopy(client, channel, copy, tap, control, signal),
          );
        }
        case 'forward':
          return this.unlessCut(await carryForward(client, channel, tap, control, signal));
        case 'desktop':
          throw new ChannelNotStarted('SSH carries no desktop');
        case 'files':
          return this.unlessCut(await carryFiles(client, channel, tap, control, signal, this.turns));
      }
    } catch (error) {
      if (error instanceof SessionOver || signal.aborted)
        return { reason: 'error', detail: null, exit: null };
      if (!(error instanceof ChannelNotStarted))
        return { reason: 'error', detail: 'the relay failed', exit: null };
      return { reason: 'error', detail: error.message, text: error.text, exit: null };
    }
  }

  close(): Promise<boolean> {
    return (this.closing ??= this.target.close().then(async (closed) => {
      // The recording is closed after this: what the channels have to say of their end comes before.
      await Promise.race([Promise.allSettled(this.carried), pause(lastWordsMs)]);
      return closed;
    }));
  }

  private unlessCut(outcome: SessionOutcome): SessionOutcome {
    return outcome.reason === 'target-left' && this.facts.cutBy !== null ? this.targetLeft() : outcome;
  }

  private targetLeft(): SessionOutcome {
    const { cutBy } = this.facts;
    return cutBy === null
      ? { reason: 'target-left', detail: 'the target closed the connection', exit: null }
      : { reason: 'error', detail: `the target broke the protocol: ${cutBy}`, exit: null };
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
