import { cutterOf } from './cut-wire.js';
import { defaultKeyLimits, keepKeysFresh } from './fresh-keys.js';
import type { KeyLimits } from './fresh-keys.js';
import { capPackets, defaultPacketLimits } from './packet-caps.js';
import type { PacketLimits } from './packet-caps.js';
import { printable } from './printable.js';
import { rateOf } from './rate-of.js';
import { channelEnds, internalsOf, openFailure } from './ssh2-internals.js';
import { shareTurns } from './share-turns.js';
import type { ChannelOpenInfo, Ssh2Handler, Ssh2Internals } from './ssh2-internals.js';

export interface WireLimits extends PacketLimits {
  /** Channels open at one time. */
  readonly channels: number;
  /** Channel opens, channel requests and global requests, each, in any ten seconds. */
  readonly requestsPerTenSeconds: number;
  readonly keys: KeyLimits;
}

export const defaultWireLimits: WireLimits = {
  ...defaultPacketLimits,
  channels: 10,
  requestsPerTenSeconds: 400,
  keys: defaultKeyLimits,
};

export interface WireEvents {
  /** A channel, subsystem or forward that is not served was asked for and refused. */
  refused(what: RefusedOnWire): void;
  /** The peer broke a limit or the protocol; the connection has been cut. */
  cut(why: string): void;
}

export interface RefusedOnWire {
  /** Channel type, request name, or `subsystem`. At most 64 characters, printable ASCII. */
  readonly what: string;
  /** Host and port, path or name, where the request named one. */
  readonly destination: string | null;
}

/**
 * Puts our limits under an ssh2 connection whose peer connected to us: nothing before authentication, a bounded
 * number of channels and requests, no channel types but `session` and `direct-tcpip` (which is judged by its
 * destination), and no more bytes than the window allows.
 * ssh2 has none of these (it tests the window for exactly 0 only, and drops bytes in silence there).
 */
export function guardServerWire(
  connection: object,
  events: WireEvents,
  limits: WireLimits = defaultWireLimits,
): void {
  const wire = internalsOf(connection);
  const cut = guardPackets(wire, events, limits);
  // RFC 4252 section 6: a server that gets this has a peer that breaks the protocol.
  for (const name of ['USERAUTH_SUCCESS', 'USERAUTH_FAILURE', 'SERVICE_ACCEPT'])
    wire.handlers[name] = () => cut(`${name} from a client`);
  let isAccepted = false;
  wrap(wire, 'SERVICE_REQUEST', (next, _protocol, name) => {
    // Some clients (paramiko) ask again before each method; ssh2 would hang up on the second.
    if (isAccepted && name === 'ssh-userauth' && !wire.isAuthenticated())
      return wire.protocol.serviceAccept('ssh-userauth');
    isAccepted = true;
    next();
  });
  const opens = rateOf(limits.requestsPerTenSeconds);
  wrap(wire, 'CHANNEL_OPEN', (next, _protocol, info) => {
    const { type, sender, packetSize, data } = info as ChannelOpenInfo;
    if (!wire.isAuthenticated()) return cut('a channel before sign-in');
    if (!opens()) return cut('too many channels opened');
    if (type !== 'session' && type !== 'direct-tcpip') {
      wire.protocol.channelOpenFail(
        sender,
        openFailure.administrativelyProhibited,
        'not part of this access',
      );
      return events.refused({ what: printable(type), destination: destinationOf(data) });
    }
    if (packetSize < smallestPacket) return cut(tooSmall);
    if (wire.channels.count() >= limits.channels)
      return wire.protocol.channelOpenFail(sender, openFailure.resourceShortage, 'too many channels');
    next();
  });
  wrap(wire, 'CHANNEL_CLOSE', (next, _protocol, recipient) => {
    const entry = wire.channels.get(recipient as number) as
      { _channel?: unknown; _chanInfo?: SessionInfo } | undefined;
    next();
    // ssh2 neither answers the close of a session on which nothing was started nor frees its number.
    if (!entry?._chanInfo || entry._channel) return;
    wire.channels.remove(recipient as number);
    wire.protocol.channelClose(entry._chanInfo.outgoing.id);
  });
  const requests = rateOf(limits.requestsPerTenSeconds);
  wrap(wire, 'CHANNEL_REQUEST', (next, _protocol, recipient, type, wantReply, data) => {
    if (!wire.isAuthenticated()) return cut('a channel request before sign-in');
    // Window changes come in bursts while a person drags an edge: they are thinned where they are used.
    if (type !== 'window-change' && !requests()) return cut('too many channel requests');
    const milliseconds = type === 'break' ? millisecondsOf(data) : null;
    const entry = wire.channels.get(recipient as number) as StartedSession | undefined;
    const broke = entry && breakListeners.get(entry);
    if (broke && milliseconds !== null && entry._channel) {
      if (wantReply === true) wire.protocol.channelSuccess(entry._chanInfo.outgoing.id);
      return broke(milliseconds);
    }
    if (!servedRequests.has(String(type)) && !(type === 'subsystem' && data === 'sftp'))
      events.refused({
        what: printable(String(type)),
        destination: typeof data === 'string' ? printable(data) : null,
      });
    next();
  });
  const globals = rateOf(limits.requestsPerTenSeconds);
  wrap(wire, 'GLOBAL_REQUEST', (next, _protocol, name, _wantReply, data) => {
    if (!wire.isAuthenticated()) return cut('a global request before sign-in');
    if (!globals()) return cut('too many global requests');
    if (forwardRequests.has(String(name)))
      events.refused({ what: printable(String(name)), destination: destinationOf(data) });
    next();
  });
  guardWindows(wire, cut);
  shareTurns(wire);
}

/** The same for a target we dialled: it may open nothing, and may not overrun a window. */
export function guardClientWire(
  connection: object,
  events: WireEvents,
  limits: WireLimits = defaultWireLimits,
): void {
  const wire = internalsOf(connection);
  const cut = guardPackets(wire, events, limits);
  const asked = rateOf(100);
  wrap(wire, 'CHANNEL_OPEN', (_next, _protocol, info) => {
    const { type, sender, data } = info as ChannelOpenInfo;
    if (!asked()) return cut('too many channels opened by the target');
    wire.protocol.channelOpenFail(sender, openFailure.administrativelyProhibited, '');
    events.refused({ what: printable(type), destination: destinationOf(data) });
  });
  wrap(wire, 'GLOBAL_REQUEST', (next) => (asked() ? next() : cut('too many global requests')));
  wrap(wire, 'CHANNEL_OPEN_CONFIRMATION', (next, _protocol, info) => {
    if ((info as ChannelOpenInfo).packetSize < smallestPacket) return cut(tooSmall);
    next();
  });
  guardWindows(wire, cut);
  shareTurns(wire);
}

/** ssh2 knows no break (RFC 4335) and would refuse it. Told of each with its length. */
export function onLineBreak(session: object, listener: (milliseconds: number) => void): void {
  breakListeners.set(session, listener);
}

const breakListeners = new WeakMap<object, (milliseconds: number) => void>();

function millisecondsOf(data: unknown): number | null {
  return Buffer.isBuffer(data) && data.length === 4 ? data.readUInt32BE(0) : null;
}

interface SessionInfo {
  readonly outgoing: { readonly id: number };
}

interface StartedSession {
  readonly _chanInfo: SessionInfo;
  readonly _channel?: unknown;
}

/** Of a channel. With 0 nothing could ever be sent, and with little nothing but headers. */
const smallestPacket = 64;
const tooSmall = `a channel with a packet size below ${smallestPacket}`;

const servedRequests = new Set(['shell', 'exec', 'pty-req', 'env', 'window-change', 'signal', 'xon-xoff']);
const forwardRequests = new Set(['tcpip-forward', 'streamlocal-forward@openssh.com', 'tun@openssh.com']);

function guardPackets(wire: Ssh2Internals, events: WireEvents, limits: WireLimits): (why: string) => void {
  const cutter = cutterOf(wire, (why) => events.cut(why));
  keepKeysFresh(wire, limits.keys, cutter.cut);
  capPackets(wire, limits, cutter);
  return cutter.cut;
}

function guardWindows(wire: Ssh2Internals, cut: (why: string) => void): void {
  for (const name of ['CHANNEL_DATA', 'CHANNEL_EXTENDED_DATA'])
    wrap(wire, name, (next, _protocol, recipient, data) => {
      const channel = channelEnds(wire.channels.get(recipient as number));
      // RFC 4254 section 5.2: data beyond the window. Answering it with more memory is how a peer fills ours.
      if (channel && (data as Buffer).length > channel.incoming.window)
        return cut('the channel window was overrun');
      next();
    });
  wrap(wire, 'CHANNEL_WINDOW_ADJUST', (next, _protocol, recipient, amount) => {
    const channel = channelEnds(wire.channels.get(recipient as number));
    if (channel && channel.outgoing.window + (amount as number) > 0xffff_ffff)
      return cut('the channel window grew past 2^32 - 1');
    next();
  });
}

function wrap(
  wire: Ssh2Internals,
  name: string,
  around: (next: () => void, ...args: unknown[]) => void,
): void {
  const inner: Ssh2Handler | undefined = wire.handlers[name];
  wire.handlers[name] = (...args) => around(() => inner?.(...args), ...args);
}

function destinationOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  const fields = data as Readonly<Record<string, string | number | undefined>>;
  const { destIP, destPort, socketPath, bindAddr, bindPort } = fields;
  if (destIP !== undefined) return printable(`${destIP}:${destPort}`);
  if (bindPort !== undefined) return printable(`${bindAddr}:${bindPort}`);
  return socketPath === undefined ? null : printable(String(socketPath));
}
