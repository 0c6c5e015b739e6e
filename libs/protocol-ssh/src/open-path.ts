import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { openSocket } from '@gatehouse/session/plugin';
import type { DialRefusal, JumpEndpoint } from '@gatehouse/session/plugin';
import { closeWire } from './close-wire.js';
import { ForwardedSocket } from './forwarded-socket.js';
import { reasonOf, signInToServer } from './sign-in-to-server.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { WireChannel } from './wire-channel.js';
import type { WireEvents } from './wire-guard.js';

/** Where to, and through whom: jump hosts in the order in which they are passed, the nearest first. */
export interface PathEnd {
  readonly address: string;
  readonly port: number;
  readonly via: readonly JumpEndpoint[];
}

export interface OpenedPath {
  /** Nothing has been spoken over it yet. */
  readonly wire: Duplex;
  /** What was dialled: `192.0.2.9:22`, or `10.0.0.5:22 via 192.0.2.9:22`. */
  readonly dialledAddress: string;
  /** Closes every jump host, the farthest first. True once all of them were seen closed. */
  closeHops(): Promise<boolean>;
}

/** The time that is left for a whole dial, however many servers are on the way. */
export interface DialTime {
  readonly signal: AbortSignal;
  /** On the clock of `performance.now()`. */
  readonly endsAtMs: number;
}

/**
 * Opens a byte stream to the end of a path. Invariant: each jump host proves its own pinned key before its own
 * credential is sent to it, and gets no other; the next one is asked for only after that. A refusal names the jump host
 * that stands in the way, and leaves nothing open.
 */
export async function openPath(
  to: PathEnd,
  time: DialTime,
  events: WireEvents,
): Promise<OpenedPath | DialRefusal> {
  const [first] = to.via;
  let opened;
  try {
    opened = await openSocket(first ?? to, time.signal, msLeft(time));
  } catch (error) {
    if (time.signal.aborted) return { refused: 'aborted' };
    const what = first ? 'jump host' : 'target';
    return at(first, { refused: 'unreachable', detail: reasonOf(error, what) });
  }
  const hops: { client: Client; wire: Duplex }[] = [];
  const closeHops = async (patienceMs?: number): Promise<boolean> => {
    let closed = true;
    for (const { client, wire } of [...hops].reverse())
      closed = (await closeWire(client, wire, patienceMs)) && closed;
    return closed;
  };
  let wire: Duplex = opened.socket;
  for (const [index, hop] of to.via.entries()) {
    const signedIn = await signInToServer(
      wire,
      { ...hop, what: 'jump host', allowsWeak: false },
      hop.credential,
      { signal: time.signal, ms: msLeft(time) },
      { refused: events.refused, cut: (why) => events.cut(`the jump host ${hop.name}: ${why}`) },
    );
    hops.push({ client: signedIn.client, wire });
    const next = to.via[index + 1] ?? to;
    const onward = signedIn.refusal ?? (await openThrough(signedIn.client, next, time));
    if ('refused' in onward) {
      await closeHops(0);
      return at(hop, onward);
    }
    wire = onward;
  }
  const { dialledAddress } = opened;
  return {
    wire,
    dialledAddress: first ? `${to.address}:${to.port} via ${dialledAddress}` : dialledAddress,
    closeHops: () => closeHops(),
  };
}

/** At least a moment, so that what is late is refused as late. */
export function msLeft({ endsAtMs }: DialTime): number {
  return Math.max(1, endsAtMs - performance.now());
}

/** RFC 4254 section 7.2: the jump host resolves a name and connects; the pinned key behind it says who answered. */
function openThrough(
  client: Client,
  to: { address: string; port: number },
  time: DialTime,
): Promise<ForwardedSocket | DialRefusal> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(unreachable('no answer in time')), msLeft(time));
    const abort = (): void => settle({ refused: 'aborted' });
    const lost = (): void => settle(unreachable('the jump host closed the connection'));
    const settle = (answer: ForwardedSocket | DialRefusal): void => {
      clearTimeout(timer);
      time.signal.removeEventListener('abort', abort);
      client.removeListener('close', lost);
      resolve(answer);
    };
    time.signal.addEventListener('abort', abort, { once: true });
    client.once('close', lost);
    if (time.signal.aborted) return abort();
    try {
      client.forwardOut('127.0.0.1', 0, to.address, to.port, (error, channel) => {
        if (error) return settle(unreachable(`it opened no connection to ${to.address}:${to.port}`));
        // In this very turn, before a byte of it is read.
        settle(new ForwardedSocket(new WireChannel(client, channel as unknown as Ssh2Channel)));
      });
    } catch {
      lost();
    }
  });
}

function unreachable(detail: string): DialRefusal {
  return { refused: 'unreachable', detail };
}

function at(hop: JumpEndpoint | undefined, refusal: DialRefusal): DialRefusal {
  return hop && refusal.refused !== 'aborted'
    ? { ...refusal, jumpHost: { id: hop.id, name: hop.name } }
    : refusal;
}
