import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The few members of ssh2 1.17 that are not in its public API and that the limits in `wire-guard.ts` and the
 * flow control in `wire-channel.ts` stand on. The version is pinned exactly; `internalsOf` throws when the shape
 * differs, so that an upgrade fails the first connection of the tests and never lets a limit lapse in silence.
 */
export interface Ssh2Internals {
  readonly socket: Socket;
  /** Told of every fault that ends the connection: what cannot be read, a bad MAC, silence. */
  onFault(listener: () => void): void;
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
  channelSuccess(id: number): void;
  windowChange(id: number, rows: number, columns: number, height: number, width: number): void;
  exitStatus(id: number, status: number): void;
  /** Asks the peer for new keys (RFC 4253 section 9); does nothing while keys are being exchanged. */
  rekey(): void;
  /** All that comes from the socket goes in here. */
  parse(chunk: Buffer, from: number, to: number): void;
  _onHeader: (header: unknown) => void;
  _onPacket: () => void;
  /** Gets every packet's payload but those of a key exchange; looked up whenever new keys are taken into use. */
  _onPayload: (payload: Buffer) => unknown;
  _onHandshakeComplete: (negotiated: unknown) => void;
  /** Our KEXINIT while keys are being exchanged; whatever is sent meanwhile waits in `_queue`. */
  readonly _kexinit: Buffer | undefined;
  readonly _authenticated: boolean;
  /** The next packet is a wrong guess at the key exchange. */
  _skipNextInboundPacket: boolean;
  _offer: Ssh2Offer;
  serviceAccept(name: string): void;
  _queue: Buffer[] | undefined;
  /** What came of the lines before the peer's identification. */
  _buffer: Buffer | undefined;
  readonly _kex: { remoteExtInfoEnabled: boolean } | undefined;
  readonly _cipher: { encrypt(packet: Buffer): void };
  readonly _decipher: { _onPayload: (payload: Buffer) => unknown } | undefined;
  readonly _packetRW: {
    readonly write: {
      readonly allocStart: number;
      alloc(bytes: number): Buffer;
      finalize(packet: Buffer): Buffer;
    };
  };
}

/** What is offered in a KEXINIT, in the order of preference. */
export interface Ssh2Offer {
  readonly lists: Record<'kex' | 'serverHostKey', OfferedList> &
    Record<'cs' | 'sc', Record<'cipher' | 'mac' | 'compress' | 'lang', OfferedList>>;
}

interface OfferedList {
  readonly array: readonly string[];
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
    on?: (event: 'error', listener: () => void) => unknown;
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
    typeof raw.on !== 'function' ||
    typeof protocol.rekey !== 'function' ||
    typeof protocol.parse !== 'function' ||
    typeof protocol._onHeader !== 'function' ||
    typeof protocol._onPacket !== 'function' ||
    typeof protocol._onPayload !== 'function' ||
    typeof protocol._onHandshakeComplete !== 'function' ||
    typeof protocol._skipNextInboundPacket !== 'boolean' ||
    !Array.isArray(protocol._offer?.lists?.kex?.array) ||
    typeof protocol._cipher?.encrypt !== 'function' ||
    typeof protocol._packetRW?.write?.alloc !== 'function' ||
    !['_kexinit', '_authenticated', '_queue', '_buffer', '_kex', '_decipher'].every(
      (name) => name in protocol,
    ) ||
    typeof protocol.channelWindowAdjust !== 'function'
  )
    throw new Error('this version of ssh2 is not the one the limits were written for; pin ssh2 1.17.0');
  return {
    socket,
    onFault: (listener) => void raw.on?.('error', listener),
    protocol,
    handlers,
    channels: {
      // ssh2 throws on numbers beyond its range, which a peer may well send.
      get: (id) => table._channels[id],
      remove: (id) => table.remove(id),
      count: () => Object.keys(table._channels).length,
    },
    isAuthenticated: () => raw.authenticated === true || protocol._authenticated,
  };
}

/** Sends a message for which ssh2 has no verb, in its place among the others. @param payload from the message byte on. */
export function sendPayload(protocol: Ssh2Protocol, payload: Buffer): void {
  const { write } = protocol._packetRW;
  const packet = write.alloc(payload.length);
  packet.set(payload, write.allocStart);
  if (protocol._kexinit === undefined) protocol._cipher.encrypt(write.finalize(packet));
  else (protocol._queue ??= []).push(packet);
}

/** What a sign-in message of our own needs beside the public API. */
export interface Ssh2Authentication {
  /** RFC 4253 section 7.2. */
  readonly sessionId: Buffer;
  /** Sends a request of the user authentication; ssh2 hands its answer to the method that is waited for. */
  send(method: 'publickey', payload: Buffer): void;
}

/** @throws Error when the shape differs, or a key exchange runs, in which nothing else may be sent. */
export function authenticationOf(connection: object): Ssh2Authentication {
  const { _protocol: protocol } = connection as { _protocol?: AuthenticationParts };
  const writer = protocol?._packetRW?.write;
  const sessionId = protocol?._kex?.sessionID;
  if (
    !protocol ||
    !writer ||
    !Buffer.isBuffer(sessionId) ||
    !Array.isArray(protocol._authsQueue) ||
    typeof protocol._cipher?.encrypt !== 'function' ||
    typeof writer.alloc !== 'function' ||
    typeof writer.finalize !== 'function' ||
    typeof writer.allocStart !== 'number'
  )
    throw new Error('this version of ssh2 is not the one sign-in was written for; pin ssh2 1.17.0');
  if (protocol._kexinit !== undefined) throw new Error('no sign-in during a key exchange');
  const cipher = protocol._cipher;
  return {
    sessionId,
    send(method, payload) {
      const packet = writer.alloc(payload.length);
      packet.set(payload, writer.allocStart);
      protocol._authsQueue?.push(method);
      cipher.encrypt(writer.finalize(packet));
    },
  };
}

interface AuthenticationParts {
  _kex?: { sessionID?: unknown };
  _kexinit?: unknown;
  _authsQueue?: string[];
  _cipher?: { encrypt(packet: Buffer): void };
  _packetRW?: {
    write?: { allocStart: number; alloc(size: number): Buffer; finalize(packet: Buffer): Buffer };
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
