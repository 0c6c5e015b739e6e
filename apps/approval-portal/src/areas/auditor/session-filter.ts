import type { Session } from '@gatehouse/contracts';
import { isoDay } from '../../text/plant-time.js';

export type Which = 'all' | 'running' | 'ended' | 'with-gap';

export interface SessionFilter {
  words: string;
  which: Which;
  /** Calendar days of the session's own plant, `2026-11-19`, both included; empty means open. */
  from: string;
  until: string;
}

export const noFilter: SessionFilter = { words: '', which: 'all', from: '', until: '' };

export function fits(session: Session, filter: SessionFilter): boolean {
  return fitsWords(session, filter.words) && fitsWhich(session, filter.which) && fitsDays(session, filter);
}

/** A recording that is known to lack something, or that closed without a word about it. */
export function hasGap(session: Session): boolean {
  return session.recording?.state === 'sealed' && session.recording.complete !== true;
}

function fitsWords({ target, person, workOrder, purpose }: Session, words: string): boolean {
  const all = [
    target.assetTag,
    target.assetName,
    target.location,
    person.displayName,
    person.organisation,
    workOrder,
    purpose,
  ]
    .join(' ')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function fitsWhich(session: Session, which: Which): boolean {
  if (which === 'running') return session.endedAt === null;
  if (which === 'ended') return session.endedAt !== null;
  return which === 'all' || hasGap(session);
}

function fitsDays(session: Session, { from, until }: SessionFilter): boolean {
  if (from === '' && until === '') return true;
  if (session.startedAt === null) return false;
  const day = isoDay(session.startedAt, session.site.timeZone);
  return (from === '' || day >= from) && (until === '' || day <= until);
}
