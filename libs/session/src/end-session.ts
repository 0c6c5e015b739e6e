import type { SessionEndReason } from '@gatehouse/kernel';
import type { SealedRecording } from '@gatehouse/recording';
import { endCodes, endText } from './end-texts.js';
import type { LiveSession, SettledEnd } from './live-session.js';
import type { ClientLeg } from './plugin/index.js';
import type { SessionHostDeps, SessionParts } from './run-session.js';
import type { SessionEnded } from './session-report.js';

/** Ends that one of the two sides brought about, as every connection ends. All others must not wait for a client. */
const inOrder = new Set<SessionEndReason>(['client-left', 'target-left']);

/** Reasons that a person must read; the others they brought about themselves. */
const silent = new Set(['client-left']);

/**
 * The one end of every session: the target is cut, the person told and hung up, both seen closed, the recording
 * sealed, the end reported. In that order, and all of it whatever the reason.
 */
export async function endSession(
  session: LiveSession,
  leg: ClientLeg,
  parts: SessionParts,
  deps: Pick<SessionHostDeps, 'clock' | 'report'>,
): Promise<SessionEnded> {
  const { content } = session;
  session.end('error', 'ended without a reason');
  const ending = session.ending ?? { reason: 'error' as const, detail: null, text: null };
  const targetClosed = parts.relay?.close() ?? Promise.resolve(true);
  tellEnd(session, leg, parts, deps.clock.now());
  const [targetSeenClosed, clientSeenClosed] = await Promise.all([
    targetClosed,
    leg.close(inOrder.has(ending.reason) ? 'in-order' : 'at-once'),
  ]);
  await session.supervision.end(parts.recorder, (fact) => deps.report.note(content.sessionId, fact));
  const sealed = await sealRecording(parts, ending.reason);
  const ended: SessionEnded = {
    sessionId: content.sessionId,
    connectionId: content.connectionId,
    recordingId: content.recordingId,
    reason: ending.reason,
    detail: ending.detail,
    disconnectVerified: targetSeenClosed && clientSeenClosed,
    departure: parts.relay?.departure ?? null,
    bytes: { toTarget: parts.tap?.bytes.toTarget ?? 0, toClient: parts.tap?.bytes.toClient ?? 0 },
    sealed,
  };
  await deps.report.ended(ended);
  return ended;
}

function tellEnd(session: LiveSession, leg: ClientLeg, parts: SessionParts, at: Date): void {
  const { content, ending } = session;
  if (!ending || silent.has(ending.reason)) return;
  if (parts.refusal) leg.first.refuse(parts.refusal);
  // A command that ended by itself has an exit status to say so; ssh users script on silence.
  else if (ending.reason !== 'target-left' || leg.kind === 'web' || parts.outcome?.exit === null)
    leg.tell({
      type: 'ended',
      code: endCodes[ending.reason],
      reason: ending.reason,
      text: saidText(ending, endText(ending.reason, content.words, content.closesAt, at)),
    });
}

/** What somebody at the plant wrote stands beside the standing text; any other text stands in its place. */
function saidText({ reason, text }: SettledEnd, standing: string): string {
  if (text === null) return standing;
  return reason === 'revoked' || reason === 'locked' ? `${standing} They say: ${text}` : text;
}

async function sealRecording(parts: SessionParts, reason: string): Promise<SealedRecording | null> {
  if (!parts.recorder) return null;
  try {
    return await parts.recorder.close({ reason, complete: reason !== 'recording-lost' });
  } catch {
    // The spool stands as it is: the control process seals it, and says that it had to.
    return null;
  }
}
