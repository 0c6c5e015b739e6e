import type { DialRefusal, Relay } from '@gatehouse/session/plugin';
import type { DesktopEndpoint, DialDesktop } from '../desktop-upstream.js';
import type { OwnViewers } from '../viewer.js';
import type { DesktopReport } from './desktop-messages.js';
import { DesktopRelay } from './desktop-relay.js';
import { desktopOnThisThread, startDesktopThread } from './desktop-thread.js';
import type { DesktopThread } from './desktop-thread.js';
import { SessionFlags } from './session-flags.js';
import { within } from './within.js';

export interface DesktopOptions {
  /** Pictures a second at most, for the vendor, on record, and for everybody who is shown the record. */
  readonly framesPerSecond: number;
}

/** How long a target that is being dialled has to notice that nobody waits for it any more. */
const patienceMs = 1_000;

/**
 * Dials a desktop in a worker thread of its own. Resolves with a relay for one desktop channel once the target is signed in.
 * After `signal` aborts nothing more is sent to it, and its thread is gone when this resolves.
 * @param worker module of the protocol lib, built, which calls `serveDesktop` with the way to dial.
 * @param to goes to that thread; the secret is copied, and the copy wiped there when the dial is over.
 */
export function dialDesktop<Settings>(
  worker: URL,
  to: DesktopEndpoint<Settings>,
  options: DesktopOptions,
  signal: AbortSignal,
): Promise<Relay | DialRefusal> {
  return dialOn(startDesktopThread(worker), to, options, signal);
}

/** The same without a thread of its own, for specs, which run from the sources. */
export function dialDesktopOnThisThread<Settings>(
  dial: DialDesktop<Settings>,
  to: DesktopEndpoint<Settings>,
  options: DesktopOptions,
  signal: AbortSignal,
  viewers: OwnViewers = {},
): Promise<Relay | DialRefusal> {
  return dialOn(desktopOnThisThread(dial, viewers), to, options, signal);
}

async function dialOn<Settings>(
  thread: DesktopThread,
  to: DesktopEndpoint<Settings>,
  { framesPerSecond }: DesktopOptions,
  signal: AbortSignal,
): Promise<Relay | DialRefusal> {
  const flags = new SessionFlags();
  const answered = new Promise<Relay | DialRefusal>((resolve) => {
    thread.on('message', (report: DesktopReport) => {
      // Made in the turn in which it is told, so that the relay misses nothing of what follows.
      if (report.type === 'dialled') resolve(new DesktopRelay(thread, flags, report));
      else if (report.type === 'refused') resolve(withBuffers(report.refusal));
    });
    void thread.ended.then(() =>
      resolve({ refused: 'unreachable', detail: 'the thread of the desktop ended while it dialled' }),
    );
  });
  const aborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  if (!signal.aborted) {
    const secret = to.secret && Uint8Array.from(to.secret);
    const pinnedIdentity = Uint8Array.from(to.pinnedIdentity);
    thread.postMessage(
      { type: 'dial', to: { ...to, secret, pinnedIdentity }, framesPerSecond, flags: flags.memory },
      secret ? [secret.buffer] : [],
    );
  }
  const answer = await Promise.race([answered, aborted]);
  if (answer && !('refused' in answer)) return answer;
  flags.end();
  if (answer === null) {
    thread.postMessage({ type: 'close' });
    await within(patienceMs, answered);
  }
  await thread.stop();
  return answer ?? { refused: 'aborted' };
}

/** A structured clone turns a Buffer into a Uint8Array. */
function withBuffers(refusal: DialRefusal): DialRefusal {
  if (refusal.refused !== 'identity-mismatch') return refusal;
  const { observed } = refusal;
  return { ...refusal, observed: { ...observed, key: Buffer.from(observed.key) } };
}
