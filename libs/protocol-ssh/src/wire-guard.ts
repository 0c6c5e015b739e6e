import { shareTurns } from './share-turns.js';
import { channelEnds, disconnectReason, internalsOf, openFailure } from './ssh2-internals.js';
import type { ChannelOpenInfo, Ssh2Handler, Ssh2Internals } from './ssh2-internals.js';

export interface WireLimits {
  /** Packets of any kind before the user is authenticated. */
  readonly packetsBeforeAuthentication: number;
  /** Channels open at one time. */
  readonly channels: number;
  /** Channel opens, channel requests and global requests, each, in any ten seconds. */
  readonly requestsPerTenSeconds: number;
}

export const defaultWireLimits: WireLimits = {
  packetsBeforeAuthentication: 400,
  channels: 10,
  requestsPerTenSeconds: 400,
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
 * number of channels and requests, `session` as the only channel type, and no more bytes than the window allows.
 * ssh2 has none of these (it tests the window for exactly 0 only, and drops bytes in silence there).
 */
export function guardServerWire(
  connection: object,
  events: WireEvents,
  limits: WireLimits = defaultWireLimits,
): void {
  const wire = internalsOf(connection);
  const cut = cutterOf(wire, events);
  let early = 0;
  const onPacket = wire.protocol._onPacket;
  wire.protocol._onPacket = () => {
    if (!wire.isAuthenticated() && (early += 1) > limits.packetsBeforeAuthentication)
      return cut('too many packets before sign-in');
    onPacket();
  };
  // RFC 4252 section 6: a server that gets this has a peer that breaks the protocol.
  for (const name of ['USERAUTH_SUCCESS', 'USERAUTH_FAILURE', 'SERVICE_ACCEPT'])
    wire.handlers[name] = () => cut(`${name} from a client`);
  const opens = rateOf(limits.requestsPerTenSeconds);
  wrap(wire, 'CHANNEL_OPEN', (next, _protocol, info) => {
    const { type, sender, packetSize, data } = info as ChannelOpenInfo;
    if (!wire.isAuthenticated()) return cut('a channel before sign-in');
    if (!opens()) return cut('too many channels opened');
    if (type !== 'session') {
      wire.protocol.channelOpenFail(
        sender,
        openFailure.administrativelyProhibited,
        'not part of this access',
      );
      return events.refused({ what: printable(type), destination: destinationOf(data) });
    }
    if (packetSize < 64) return cut('a channel with a packet size below 64');
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
  wrap(wire, 'CHANNEL_REQUEST', (next, _protocol, _recipient, type, _wantReply, data) => {
    if (!wire.isAuthenticated()) return cut('a channel request before sign-in');
    // Window changes come in bursts while a person drags an edge: they are thinned where they are used.
    if (type !== 'window-change' && !requests()) return cut('too many channel requests');
    if (!servedRequests.has(String(type)))
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
export function guardClientWire(connection: object, events: WireEvents): void {
  const wire = internalsOf(connection);
  const cut = cutterOf(wire, events);
  const asked = rateOf(100);
  wrap(wire, 'CHANNEL_OPEN', (_next, _protocol, info) => {
    const { type, sender, data } = info as ChannelOpenInfo;
    if (!asked()) return cut('too many channels opened by the target');
    wire.protocol.channelOpenFail(sender, openFailure.administrativelyProhibited, '');
    events.refused({ what: printable(type), destination: destinationOf(data) });
  });
  wrap(wire, 'GLOBAL_REQUEST', (next) => (asked() ? next() : cut('too many global requests')));
  guardWindows(wire, cut);
  shareTurns(wire);
}

interface SessionInfo {
  readonly outgoing: { readonly id: number };
}

const servedRequests = new Set(['shell', 'exec', 'pty-req', 'env', 'window-change', 'signal', 'xon-xoff']);
const forwardRequests = new Set(['tcpip-forward', 'streamlocal-forward@openssh.com', 'tun@openssh.com']);

/** Invariant: after a cut no byte of this peer is looked at any more. */
function cutterOf(wire: Ssh2Internals, events: WireEvents): (why: string) => void {
  let done = false;
  return (why) => {
    if (done) return;
    done = true;
    wire.socket.removeAllListeners('data');
    try {
      wire.protocol.disconnect(disconnectReason.protocolError);
    } catch {
      // The protocol had failed already; only the socket is left to close.
    }
    wire.socket.destroySoon();
    wire.socket.once('finish', () => wire.socket.destroy());
    events.cut(why);
  };
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

/** Counts in steps of ten seconds. */
function rateOf(most: number): () => boolean {
  let since = 0;
  let count = 0;
  return () => {
    const now = performance.now();
    if (now - since > 10_000) {
      since = now;
      count = 0;
    }
    return (count += 1) <= most;
  };
}

function destinationOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  const fields = data as Readonly<Record<string, string | number | undefined>>;
  const { destIP, destPort, socketPath, bindAddr, bindPort } = fields;
  if (destIP !== undefined) return printable(`${destIP}:${destPort}`);
  if (bindPort !== undefined) return printable(`${bindAddr}:${bindPort}`);
  return socketPath === undefined ? null : printable(String(socketPath));
}

/** What a peer wrote, safe for a log line and short. */
export function printable(text: string, most = 200): string {
  return text.slice(0, most).replace(/[^\x20-\x7e]/g, '?');
}
