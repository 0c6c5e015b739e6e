import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The few members of ssh2 1.17 that are not in its public API and that the limits in `wire-guard.ts` and the
 * flow control in `wire-channel.ts` stand on. The version is pinned exactly; `internalsOf` throws when the shape
 * differs, so that an upgrade fails the first connection of the tests and never lets a limit lapse in silence.
 */
export interface Ssh2Internals {
  readonly socket: Socket;
  readonly protocol: Ssh2Protocol;
  readonly handlers: Ssh2Handlers;
  readonly channels: { get(id: number): unknown; remove(id: number): void; count(): number };
  readonly isAuthenticated: () => boolean;
}

export interface Ssh2Protocol {
  disconnect(reason: number): void;
  channelOpenFail(sender: number, reason: number, text: string): void;
  channelData(id: number, bytes: Buffer): void;
  channelExtData(id: number, bytes: Buffer, type: number): void;
  channelWindowAdjust(id: number, bytes: number): void;
  channelClose(id: number): void;
  windowChange(id: number, rows: number, columns: number, height: number, width: number): void;
  signal(id: number, name: string): void;
  exitStatus(id: number, status: number): void;
  exitSignal(id: number, signal: string, coreDumped: boolean, text: string): void;
  /** All that comes from the socket goes in here. */
  parse(data: Buffer, from: number, length: number): void;
  _onPacket: () => void;
}

export type Ssh2Handler = (protocol: unknown, ...rest: unknown[]) => void;
export type Ssh2Handlers = Record<string, Ssh2Handler | undefined>;

export interface ChannelOpenInfo {
  readonly type: string;
  readonly sender: number;
  readonly window: number;
  readonly packetSize: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One direction of a channel: what is left of the window, and what state it is in. */
export interface ChannelEnd {
  readonly id: number;
  window: number;
  packetSize: number;
  state: 'open' | 'eof' | 'closing' | 'closed';
}

/** A channel as ssh2 makes it, either side. */
export interface Ssh2Channel extends Duplex {
  readonly incoming: ChannelEnd;
  readonly outgoing: ChannelEnd;
  readonly stderr: Duplex;
  eof(): void;
  close(): void;
}

/** RFC 4254 section 5.1. */
export const openFailure = { administrativelyProhibited: 1, resourceShortage: 4 } as const;
/** RFC 4253 section 11.1. */
export const disconnectReason = { protocolError: 2, byApplication: 11 } as const;

/** @param connection an ssh2 client, or the connection an ssh2 server hands out. */
export function internalsOf(connection: object): Ssh2Internals {
  const raw = connection as {
    _sock?: Socket;
    _protocol?: Ssh2Protocol & { _handlers?: Ssh2Handlers };
    _chanMgr?: ChannelTable;
    authenticated?: boolean;
  };
  const { _sock: socket, _protocol: protocol, _chanMgr: table } = raw;
  const handlers = protocol?._handlers;
  if (
    !socket ||
    !protocol ||
    !handlers ||
    typeof table?._channels !== 'object' ||
    typeof handlers['CHANNEL_DATA'] !== 'function' ||
    typeof handlers['CHANNEL_OPEN'] !== 'function' ||
    typeof protocol.channelData !== 'function' ||
    typeof protocol.channelWindowAdjust !== 'function' ||
    typeof protocol.parse !== 'function' ||
    typeof protocol._onPacket !== 'function'
  )
    throw new Error('this version of ssh2 is not the one the limits were written for; pin ssh2 1.17.0');
  return {
    socket,
    protocol,
    handlers,
    channels: {
      // ssh2 throws on numbers beyond its range, which a peer may well send.
      get: (id) => table._channels[id],
      remove: (id) => table.remove(id),
      count: () => Object.keys(table._channels).length,
    },
    isAuthenticated: () => raw.authenticated === true,
  };
}

interface ChannelTable {
  _channels: Record<number, unknown>;
  remove(id: number): void;
}

/** The ends of a channel, or null when ssh2 has no open channel under that number. */
export function channelEnds(entry: unknown): Pick<Ssh2Channel, 'incoming' | 'outgoing'> | null {
  if (typeof entry !== 'object' || entry === null) return null;
  // A session of the server side holds its channel one level down, once it was accepted.
  const holder = entry as { _channel?: unknown; incoming?: ChannelEnd; outgoing?: ChannelEnd };
  if ('_channel' in holder && holder.incoming === undefined)
    return holder._channel ? channelEnds(holder._channel) : null;
  return holder.incoming && holder.outgoing ? (holder as Ssh2Channel) : null;
}
