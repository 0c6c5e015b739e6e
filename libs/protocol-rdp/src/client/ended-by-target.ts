import type { SessionOutcome } from '@gatehouse/session/plugin';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { disconnectReasons } from '../wire/mcs/domain-pdu.js';
import { errorInfoInWords } from '../wire/share/error-info.js';
import { TargetGone } from './target-gone.js';

/** Why a target disconnected, in words for people. */
export function reasonOfDisconnect(reason: number): string {
  return disconnectReasons[reason] ?? `the target ended the connection (${reason})`;
}

/** What it means for the session that its target is gone. @param errorInfo the last that the target said of itself; 0 for nothing. */
export function endedByTarget(error: unknown, errorInfo: number): SessionOutcome {
  if (error instanceof TargetGone) {
    const detail = errorInfo === 0 ? error.message : errorInfoInWords(errorInfo);
    return { reason: 'target-left', detail, exit: null };
  }
  // What no reader foresaw ends the session like any other malformed byte: nothing is shown that was half read.
  const detail = error instanceof MalformedPdu ? error.message : 'what the target sent could not be read';
  return { reason: 'error', detail, exit: null };
}
