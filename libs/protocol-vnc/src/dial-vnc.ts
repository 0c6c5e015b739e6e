import { Surface } from '@gatehouse/desktop';
import type { DesktopEndpoint, DesktopUpstream, DialDesktop } from '@gatehouse/desktop';
import { isScreenSize } from '@gatehouse/screen';
import { openSocket } from '@gatehouse/session/plugin';
import type { DialRefusal } from '@gatehouse/session/plugin';
import { RefusedDial, unreachable } from './handshake/refused-dial.js';
import { signIn } from './handshake/sign-in.js';
import { skipInteractions } from './handshake/tight-security.js';
import { shareDesktop } from './messages/client-messages.js';
import { offeredEncodings } from './offered-encodings.js';
import type { VncSettings } from './vnc-settings.js';
import { VncUpstream } from './vnc-upstream.js';
import { inertWords } from './wire/inert-words.js';
import { MalformedTarget, TargetGone } from './wire/target-faults.js';
import { TargetWire } from './wire/target-wire.js';

export interface VncDialOptions {
  /** What the target is asked for. */
  readonly encodings?: readonly number[];
  /** From the connect to the first request. */
  readonly patienceMs?: number;
}

const defaultPatienceMs = 20_000;
const longestName = 64 * 1024;

/** Connects to a VNC target and signs in; see `signIn` for when a credential is sent. */
export const dialVnc: DialDesktop<VncSettings> = vncDialer();

export function vncDialer({
  encodings = offeredEncodings,
  patienceMs = defaultPatienceMs,
}: VncDialOptions = {}): DialDesktop<VncSettings> {
  return async (to, signal) => {
    const late = AbortSignal.timeout(patienceMs);
    const either = AbortSignal.any([signal, late]);
    try {
      return await dial(to, encodings, either);
    } catch (error) {
      if (signal.aborted) return { refused: 'aborted' };
      if (late.aborted) return { refused: 'unreachable', detail: 'no answer in time' };
      return refusalOf(error);
    }
  };
}

async function dial(
  to: DesktopEndpoint<VncSettings>,
  encodings: readonly number[],
  signal: AbortSignal,
): Promise<DesktopUpstream> {
  const { socket, dialledAddress } = await openSocket(to, signal);
  const wire = new TargetWire(socket);
  const cut = (): void => wire.cut();
  signal.addEventListener('abort', cut, { once: true });
  try {
    const { identityFingerprint, isTight } = await signIn(wire, to);
    // Always shared: a target that is asked for itself alone throws out whoever stands at the machine.
    wire.send(shareDesktop);
    const { surface, name } = await readServerInit(wire, isTight);
    signal.throwIfAborted();
    return new VncUpstream(wire, surface, { name, dialledAddress, identityFingerprint }, encodings);
  } catch (error) {
    wire.cut();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

/** RFC 6143 section 7.3.2. */
async function readServerInit(
  { input }: TargetWire,
  isTight: boolean,
): Promise<{ surface: Surface; name: string }> {
  let head: Buffer;
  try {
    head = await input.take(24);
  } catch (error) {
    if (!(error instanceof TargetGone)) throw error;
    throw unreachable(
      'the target closed the connection after the sign-in; it may be one that serves a single viewer, and have one',
    );
  }
  const [width, height, nameLength] = [head.readUInt16BE(0), head.readUInt16BE(2), head.readUInt32BE(20)];
  if (!isScreenSize(width, height))
    throw unreachable(`the target claims a screen of ${width} x ${height} pixels, which is not shown here`);
  if (nameLength > longestName) throw unreachable('the target sent a name that is too long');
  const name = inertWords(await input.take(nameLength));
  if (isTight) await skipInteractions(input);
  const surface = new Surface();
  surface.resize(width, height);
  return { surface, name };
}

/** What a failed dial means. Throws what is no failure of the target's. */
function refusalOf(error: unknown): DialRefusal {
  if (error instanceof RefusedDial) return error.refusal;
  if (error instanceof TargetGone || error instanceof MalformedTarget)
    return { refused: 'unreachable', detail: error.message };
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return { refused: 'unreachable', detail: networkReasons[code] ?? `it cannot be reached (${code})` };
}

export const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on that port',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve',
  EHOSTUNREACH: 'there is no way to that address',
  ENETUNREACH: 'there is no way to that address',
  ETIMEDOUT: 'no answer in time',
};
