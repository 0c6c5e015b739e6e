import type { DesktopEndpoint, DesktopUpstream, DialDesktop } from '@gatehouse/desktop';
import { MalformedScreen } from '@gatehouse/screen';
import { openSocket } from '@gatehouse/session/plugin';
import type { DialRefusal } from '@gatehouse/session/plugin';
import type { RdpSettings } from '../rdp-settings.js';
import { MalformedToken } from '../sign-in/malformed-token.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { beginSession } from './begin-session.js';
import { joinDomain } from './join-domain.js';
import type { SessionWish } from './join-domain.js';
import { NetworkAnswers } from './message-channel.js';
import { negotiateSecurity } from './negotiate-security.js';
import { RdpUpstream } from './rdp-upstream.js';
import { credentialNotAccepted, RefusedDial, unreachable } from './refused-dial.js';
import { SessionChannels } from './session-channels.js';
import { signInByNla } from './sign-in-by-nla.js';
import { certificateFingerprint, secureTarget } from './target-certificate.js';
import { TargetGone } from './target-gone.js';
import { TargetWire } from './target-wire.js';

export interface RdpDialOptions {
  /** From the connect to the logon. */
  readonly patienceMs?: number;
  /** From the first share to the sign that the account is in, where NLA has not proven it: a session may have to be started. */
  readonly logonPatienceMs?: number;
}

const defaultPatienceMs = 25_000;
const defaultLogonPatienceMs = 12_000;
const noSign =
  'the target gave no sign that the account was let in. Its password may be wrong; or the target serves no channels, such as the clipboard, by which it shows that a session has begun';

/** Connects to an RDP target and signs in. Resolves once the account is in, and not before. */
export const dialRdp: DialDesktop<RdpSettings> = rdpDialer();

export function rdpDialer({
  patienceMs = defaultPatienceMs,
  logonPatienceMs = defaultLogonPatienceMs,
}: RdpDialOptions = {}): DialDesktop<RdpSettings> {
  return async (to, signal) => {
    const late = AbortSignal.timeout(patienceMs);
    try {
      return await dial(to, AbortSignal.any([signal, late]), logonPatienceMs);
    } catch (error) {
      if (signal.aborted) return { refused: 'aborted' };
      if (late.aborted) return { refused: 'unreachable', detail: 'no answer in time' };
      return refusalOf(error);
    }
  };
}

async function dial(
  to: DesktopEndpoint<RdpSettings>,
  signal: AbortSignal,
  logonPatienceMs: number,
): Promise<DesktopUpstream> {
  const { settings } = to;
  const { socket, dialledAddress } = await openSocket(to, signal);
  const wire = new TargetWire(socket);
  const cut = (): void => wire.cut();
  signal.addEventListener('abort', cut, { once: true });
  try {
    const protocol = await negotiateSecurity(wire, settings.signIn);
    const certificate = await secureTarget(wire, to.pinnedIdentity);
    if (protocol !== 'tls') await signInByNla(wire, to, certificate, protocol === 'hybrid-ex');
    const wish = wishFor(to, protocol);
    const channels = new SessionChannels(wire, await joinDomain(wire, wish));
    const network = new NetworkAnswers((data) => channels.onMessages(data));
    await beginSession(channels, to, network);
    const upstream = new RdpUpstream({
      ...{ wire, channels, network, settings: wish, dialledAddress },
      identityFingerprint: certificateFingerprint(certificate),
    });
    await untilLoggedOn(upstream, protocol !== 'tls', logonPatienceMs);
    signal.throwIfAborted();
    upstream.begin();
    return upstream;
  } catch (error) {
    wire.cut();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

/** NLA has proven the account before the session began; with TLS alone the target has to say that it is in. */
async function untilLoggedOn(
  upstream: RdpUpstream,
  isProven: boolean,
  logonPatienceMs: number,
): Promise<void> {
  const gone = upstream.gone.then((outcome): never => {
    throw unreachable(`the target ended the session while it began: ${outcome.detail ?? ''}`);
  });
  const logon = upstream.logon.then((word) => {
    if (word !== 'logged-on') throw credentialNotAccepted(word.failed);
  });
  await Promise.race([upstream.active, gone]);
  if (isProven) return;
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(credentialNotAccepted(noSign)), logonPatienceMs);
  });
  await Promise.race([logon, gone, silent]).finally(() => clearTimeout(timer));
}

/** The client's wish where it has one, within what targets take: an even number of pixels, and not too few. */
function wishFor(
  { screen, settings }: DesktopEndpoint<RdpSettings>,
  protocol: SessionWish['protocol'],
): SessionWish {
  const { colourDepth } = settings;
  const width = bounded(screen?.width ?? settings.width, 4096) & ~3;
  const height = bounded(screen?.height ?? settings.height, 2304) & ~1;
  return { width, height, colourDepth, keyboardLayout: settings.keyboardLayout, protocol };
}

function bounded(pixels: number, most: number): number {
  return Math.max(200, Math.min(pixels, most));
}

/** What a failed dial means. Throws what is no failure of the target's. */
function refusalOf(error: unknown): DialRefusal {
  if (error instanceof RefusedDial) return error.refusal;
  if (
    error instanceof TargetGone ||
    error instanceof MalformedPdu ||
    error instanceof MalformedToken ||
    error instanceof MalformedScreen
  )
    return { refused: 'unreachable', detail: error.message };
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return { refused: 'unreachable', detail: networkReasons[code] ?? `it cannot be reached (${code})` };
}

const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on that port',
  ENOTFOUND: 'the name does not resolve',
  EAI_AGAIN: 'the name does not resolve',
  EHOSTUNREACH: 'there is no way to that address',
  ENETUNREACH: 'there is no way to that address',
  ETIMEDOUT: 'no answer in time',
};
