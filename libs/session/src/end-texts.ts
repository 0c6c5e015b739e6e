import type { SessionEndReason } from '@gatehouse/kernel';
import type { PermitWords } from './permit-content.js';

/** The code a person reads at the end of a session, by reason. */
export const endCodes: Readonly<Record<SessionEndReason, string>> = {
  'client-left': 'GH-ENDED',
  'target-left': 'GH-TARGET',
  'window-ended': 'GH-EXPIRED',
  revoked: 'GH-REVOKED',
  locked: 'GH-LOCKED',
  'recording-lost': 'GH-RECORDER',
  'attendant-missing': 'GH-ATTENDANT',
  idle: 'GH-IDLE',
  'stale-authority': 'GH-STALE',
  error: 'GH-ERROR',
};

/** What a person whose session ends reads, so that someone in mid-repair knows what happened and whom to call. */
export function endText(reason: SessionEndReason, words: PermitWords, closesAt: Date, at: Date): string {
  const machine = words.assetTag;
  const call = callText(words.controlRoomPhone);
  switch (reason) {
    case 'window-ended':
      return `your access to ${machine} ended at ${plantTime(closesAt, words.timeZone)} plant time. ${call}, or ask for a new time in the portal.`;
    case 'revoked':
      return `the plant ended your access to ${machine} at ${plantTime(at, words.timeZone)} plant time. The machine does not stop by this. ${call}.`;
    case 'locked':
      return `access to ${machine} is blocked by the plant. ${call}.`;
    case 'recording-lost':
      return `${machine} was disconnected because the recording failed; nothing runs unrecorded. ${call}.`;
    case 'idle':
      return `${machine} was disconnected because nothing was typed for the time that is allowed. Connect again while your access is open.`;
    case 'stale-authority':
      return `${machine} was disconnected because the gateway could not confirm that your access still holds. ${call}.`;
    case 'attendant-missing':
      return `${machine} was disconnected because nobody confirmed to stand at it. ${call}.`;
    case 'target-left':
      return `${machine} closed the connection.`;
    case 'client-left':
      return `the session with ${machine} is over.`;
    case 'error':
      return `${machine} was disconnected by a fault. Connect again, and tell the plant when it happens again.`;
  }
}

/** A warning that the window is about to end. */
export function warningText(secondsLeft: number, words: PermitWords, closesAt: Date): string {
  const left = secondsLeft >= 60 ? `${Math.round(secondsLeft / 60)} min` : `${secondsLeft} s`;
  return `Your access to ${words.assetTag} ends in ${left}, at ${plantTime(closesAt, words.timeZone)} plant time. Bring the machine to a safe stop.`;
}

/** `15:30` in the time zone of the plant; UTC when the zone is not known here. */
export function plantTime(at: Date, timeZone: string): string {
  const options = { hour: '2-digit', minute: '2-digit', hour12: false } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone }).format(at);
  } catch {
    return `${new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(at)} UTC`;
  }
}

export function callText(phone: string | null): string {
  return phone ? `Call the control room, ${phone}` : 'Call the control room';
}
