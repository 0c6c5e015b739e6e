import type { Clock } from '@gatehouse/kernel';
import type { Recorder } from '@gatehouse/recording';
import type { ConnectionPermit } from './authorize-connection.js';
import { allowsChannel, wishText } from './channel-wish.js';
import { connectRefusal } from './connect-refusal.js';
import type { ConnectRefusalCode } from './connect-refusal.js';
import { endSession } from './end-session.js';
import { warningText } from './end-texts.js';
import { keepTime } from './keep-time.js';
import { LiveSession } from './live-session.js';
import type { PermitContent } from './permit-content.js';
import { isDialRefusal } from './plugin/index.js';
import type {
  ClientLeg,
  DialRefusal,
  LegMessage,
  ProtocolPlugin,
  Relay,
  SessionOutcome,
} from './plugin/index.js';
import { RecordingTap } from './recording-tap.js';
import { runChannels } from './run-channels.js';
import type { SessionEnded, SessionReport } from './session-report.js';
import { wipeSecrets } from './wipe-secrets.js';

export interface SessionHostDeps {
  readonly clock: Clock;
  readonly plugins: readonly ProtocolPlugin[];
  openRecorder(content: PermitContent): Promise<Recorder>;
  readonly report: SessionReport;
  /** Told when a session is there to be ended from outside, and when it is gone. */
  readonly live: { add(session: LiveSession): void; delete(session: LiveSession): void };
}

/**
 * Runs one connection from permit to verified end. Laws, in the order in which they come here: no session without a
 * permit, spent once; no recorder, no session; no relay before the start is durable; recorded before forwarded; one
 * end with one reason on both legs. Resolves with what was reported; does not reject for an ordinary ending.
 */
export async function runSession(
  permit: ConnectionPermit,
  leg: ClientLeg,
  deps: SessionHostDeps,
): Promise<SessionEnded> {
  const content = permit.spend();
  const session = new LiveSession(content, deps.clock);
  const parts: SessionParts = { recorder: null, relay: null, tap: null, outcome: null, refusal: null };
  const time = keepTime(session, deps.clock, {
    warn: (secondsLeft) => {
      leg.tell({
        type: 'warning',
        secondsLeft,
        text: warningText(secondsLeft, content.words, content.closesAt),
      });
      parts.tap
        ?.ofChannel(0)
        .record({ kind: 'mark', name: 'warning', data: { secondsLeft } })
        .catch(() => undefined);
    },
    idleSoon: (secondsLeft) =>
      leg.tell({
        type: 'notice',
        text: `Nothing was typed for a while. The session ends in ${secondsLeft} s without input.`,
      }),
  });
  deps.live.add(session);
  void leg.gone.then(() =>
    session.end(parts.outcome?.reason ?? 'client-left', parts.outcome?.detail ?? null),
  );
  try {
    await connectAndRelay(session, leg, deps, parts, time.touched);
  } catch (error) {
    // A fault of ours ends this session and no other.
    session.end('error', error instanceof Error ? `fault: ${error.name}` : 'fault');
  } finally {
    time.stop();
    wipeSecrets(content);
  }
  try {
    return await endSession(session, leg, parts, deps);
  } finally {
    deps.live.delete(session);
  }
}

/** What there is to close, as far as it came. */
export interface SessionParts {
  recorder: Recorder | null;
  relay: Relay | null;
  tap: RecordingTap | null;
  /** How the last channel ended, while none is open. */
  outcome: SessionOutcome | null;
  refusal: ReturnType<typeof connectRefusal> | null;
}

async function connectAndRelay(
  session: LiveSession,
  leg: ClientLeg,
  deps: SessionHostDeps,
  parts: SessionParts,
  touched: () => void,
): Promise<void> {
  const { content, signal } = session;
  const plugin = deps.plugins.find((each) => each.name === content.target.protocol);
  if (!plugin || !plugin.traits.clientLegs.includes(leg.kind) || leg.kind !== content.clientLeg)
    return void session.end('error', 'no plugin serves this connection');
  // Only SSH has a way through jump hosts; a desktop that was approved behind one is not reached around it.
  if (content.target.via.length > 0 && plugin.name !== 'ssh')
    return void session.end('error', 'a desktop cannot be reached through jump hosts');
  // Judged with the permit too. The wish is the client's, so the host that serves it asks again.
  if (!allowsChannel(content.rights, leg.first.wish)) {
    parts.refusal = refusal('GH-NOT-INCLUDED', content, wishText(leg.first.wish));
    return void session.end('error', `this access does not include ${wishText(leg.first.wish)}`);
  }
  try {
    parts.recorder = await deps.openRecorder(content);
  } catch {
    parts.refusal = refusal('GH-RECORDER', content);
    return void session.end(
      'recording-lost',
      'the recorder could not be opened; nothing was sent to the target',
    );
  }
  const { recorder } = parts;
  recorder.onCheckpoint((checkpoint) => {
    deps.report.checkpoint(content.recordingId, checkpoint).catch(() => undefined);
  });
  const tap = (parts.tap = new RecordingTap(session, recorder, deps.report, touched));
  if (session.isOver()) return;
  const { target } = content;
  const dialled = await plugin.dial(
    { ...target, targetId: target.id, settings: plugin.parseSettings(target.settings) },
    content.credential,
    signal,
    leg.screen ?? null,
  );
  wipeSecrets(content);
  if (isDialRefusal(dialled)) return refuseDial(session, dialled, deps, parts);
  parts.relay = dialled;
  if (session.isOver()) return;
  await deps.report.started({
    sessionId: content.sessionId,
    connectionId: content.connectionId,
    dialledAddress: dialled.dialledAddress,
    hostKeyFingerprint: dialled.hostKeyFingerprint,
    right: leg.first.wish,
  });
  session.supervision.attach({
    tap: tap.ofChannel(0),
    tell: (message) => leg.tell(message),
    timeZone: content.words.timeZone,
  });
  const stopProgress = reportProgress(session, tap, deps.report);
  try {
    parts.outcome = await runChannels({
      ...{ session, leg, relay: dialled, tap, report: deps.report },
      ready: readyMessage(content, dialled.hostKeyFingerprint),
      resting: (outcome) => (parts.outcome = outcome),
    });
    session.end(parts.outcome.reason, parts.outcome.detail, parts.outcome.text ?? null);
  } finally {
    stopProgress();
  }
}

async function refuseDial(
  session: LiveSession,
  answer: DialRefusal,
  deps: SessionHostDeps,
  parts: SessionParts,
): Promise<void> {
  const { content } = session;
  switch (answer.refused) {
    case 'aborted':
      return void session.end('error', 'the connect was given up');
    case 'identity-mismatch':
      parts.refusal = refusal('GH-IDENTITY', content);
      session.end(
        'error',
        `${whoOf(answer)} showed ${answer.observed.fingerprint}, which is not the confirmed ${identityWord(answer, content)}; no credential was sent`,
      );
      return deps.report.identityMismatch(content.sessionId, answer.observed, answer.jumpHost?.id ?? null);
    case 'credential-not-accepted':
      parts.refusal = refusal('GH-CREDENTIAL', content);
      return void session.end('error', `${whoOf(answer)}: ${answer.detail}`);
    case 'algorithms-not-allowed':
      parts.refusal = refusal('GH-ALGORITHMS', content);
      return void session.end('error', `${whoOf(answer)}: ${answer.detail}`);
    case 'unreachable':
      parts.refusal = refusal('GH-UNREACHABLE', content);
      return void session.end('error', `${whoOf(answer)} could not be reached: ${answer.detail}`);
  }
}

/** What was pinned: a jump host speaks SSH whatever the target speaks. */
function identityWord({ jumpHost }: { readonly jumpHost?: unknown }, { target }: PermitContent): string {
  return jumpHost || target.protocol === 'ssh' ? 'host key' : 'certificate';
}

/** Who on the way to the target stood in it. */
function whoOf({ jumpHost }: Exclude<DialRefusal, { refused: 'aborted' }>): string {
  return jumpHost ? `the jump host ${jumpHost.name}` : 'the target';
}

function refusal(
  code: ConnectRefusalCode,
  content: PermitContent,
  right?: string,
): ReturnType<typeof connectRefusal> {
  const { words, target } = content;
  return connectRefusal(code, {
    machine: target.handle,
    timeZone: words.timeZone,
    controlRoomPhone: words.controlRoomPhone,
    ...(right !== undefined && { right }),
  });
}

function readyMessage(content: PermitContent, hostKeyFingerprint: string | null): LegMessage {
  return {
    type: 'ready',
    about: {
      sessionId: content.sessionId,
      endsBy: content.closesAt,
      hostKeyFingerprint,
      assetTag: content.words.assetTag,
      assetName: content.words.assetName,
      inputRecorded: content.recordInput,
    },
  };
}

const progressEveryMs = 4_000;

function reportProgress(
  session: LiveSession,
  tap: RecordingTap,
  report: Pick<SessionReport, 'progress'>,
): () => void {
  let reported = 0;
  const timer = setInterval(() => {
    const total = tap.bytes.toClient + tap.bytes.toTarget;
    if (total === reported) return;
    reported = total;
    report.progress(session.content.sessionId, { ...tap.bytes });
  }, progressEveryMs);
  return () => clearInterval(timer);
}
