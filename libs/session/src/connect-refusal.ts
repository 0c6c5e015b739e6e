import { callText, plantTime } from './end-texts.js';

/** Why nothing was connected, as a stable code that the person reads and the audit entry holds. */
export type ConnectRefusalCode =
  | 'GH-NO-ACCESS'
  | 'GH-NOT-YET'
  | 'GH-EXPIRED'
  | 'GH-REVOKED'
  | 'GH-LOCKED'
  | 'GH-CHANGED'
  | 'GH-IN-USE'
  | 'GH-FROZEN'
  | 'GH-IDENTITY'
  | 'GH-FACTOR'
  | 'GH-POLICY'
  | 'GH-NOT-INCLUDED'
  | 'GH-RECORDER'
  | 'GH-UNREACHABLE'
  | 'GH-CREDENTIAL'
  | 'GH-ALGORITHMS'
  | 'GH-STALE'
  | 'GH-STOPPING'
  | 'GH-TICKET';

export interface ConnectRefusal {
  readonly code: ConnectRefusalCode;
  /** Says what to do next. */
  readonly text: string;
}

export interface RefusalWords {
  /** What the person typed or chose; shown back, never looked up for it. */
  readonly machine: string;
  readonly opensAt?: Date;
  readonly closesAt?: Date;
  readonly timeZone?: string;
  readonly controlRoomPhone?: string | null;
  readonly right?: string;
}

/** The text for a refusal. Asks for nothing that the person could not know. */
export function connectRefusal(code: ConnectRefusalCode, words: RefusalWords): ConnectRefusal {
  return { code, text: textOf(code, words) };
}

function textOf(code: ConnectRefusalCode, words: RefusalWords): string {
  const { machine } = words;
  const call = callText(words.controlRoomPhone ?? null);
  const at = (instant: Date | undefined): string =>
    instant ? `${plantTime(instant, words.timeZone ?? 'UTC')} plant time` : 'another time';
  switch (code) {
    case 'GH-NO-ACCESS':
      return `you have no access named ${machine}. Check the name, or ask for access in the portal.`;
    case 'GH-NOT-YET':
      return `your access to ${machine} opens at ${at(words.opensAt)} on ${dayOf(words)}. Connect again then.`;
    case 'GH-EXPIRED':
      return `your access to ${machine} ended at ${at(words.closesAt)}. ${call}, or ask for a new time in the portal.`;
    case 'GH-REVOKED':
      return `the plant took back your access to ${machine}. ${call}.`;
    case 'GH-LOCKED':
      return `access to ${machine} is blocked by the plant. ${call}.`;
    case 'GH-CHANGED':
      return `something about ${machine} has changed since your access was approved. Ask for it again in the portal.`;
    case 'GH-IN-USE':
      return `a session of yours with ${machine} is open already. End it first, or go on there.`;
    case 'GH-FROZEN':
      return `the plant holds your input on ${machine}. Connect again when it is given back. ${call}.`;
    case 'GH-IDENTITY':
      return `the identity of ${machine} cannot be proven, so no password was sent. ${call}: an administrator must confirm it.`;
    case 'GH-FACTOR':
      return `your code was given too long ago for ${machine}. Sign in again with a new one.`;
    case 'GH-POLICY':
      return `the rules of the plant do not allow this now. ${call}.`;
    case 'GH-NOT-INCLUDED':
      return `your access to ${machine} does not include ${words.right ?? 'this'}. Ask for it in the portal.`;
    case 'GH-RECORDER':
      return `the recording cannot be started, and nothing runs unrecorded. ${call}.`;
    case 'GH-UNREACHABLE':
      return `${machine} does not answer. ${call}.`;
    case 'GH-CREDENTIAL':
      return `${machine} does not accept what the plant has stored to sign in there. ${call}.`;
    case 'GH-ALGORITHMS':
      return `${machine} speaks only encryption that the plant does not allow for it. ${call}.`;
    case 'GH-STALE':
      return 'the gateway cannot confirm your access now. Try again in a minute.';
    case 'GH-TICKET':
      return 'this token is used, too old or not for this machine. Make a new one in the portal.';
    case 'GH-STOPPING':
      return 'this gateway is stopping. Connect again in a minute.';
  }
}

function dayOf(words: RefusalWords): string {
  try {
    return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: words.timeZone ?? 'UTC' }).format(
      words.opensAt,
    );
  } catch {
    return words.opensAt?.toISOString().slice(0, 10) ?? 'another day';
  }
}
