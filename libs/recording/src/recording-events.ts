import type { Actor, DomainEvent } from '@gatehouse/kernel';

export interface AboutRecording {
  readonly recording: string;
  readonly session: string;
}

/** Somebody opened a recording to look at it. Written before the first byte of it is given out. */
export function recordingViewed(actor: Actor, at: Date, siteId: string, about: AboutRecording): DomainEvent {
  return { kind: 'recording.viewed', at, actor, siteId, subjects: { ...about }, data: {} };
}

/** What a copy can be: `container` is the evidence itself, everything else is derived from it. */
export type ExportForm = 'asciicast' | 'picture' | 'video' | 'container';

/** A copy left the gateway. */
export function recordingExported(
  actor: Actor,
  at: Date,
  siteId: string,
  about: AboutRecording,
  form: ExportForm,
): DomainEvent {
  return { kind: 'recording.exported', at, actor, siteId, subjects: { ...about }, data: { form } };
}

export function recordingVerified(
  actor: Actor,
  at: Date,
  siteId: string,
  about: AboutRecording,
  verdict: string,
  findings: number,
): DomainEvent {
  return {
    kind: 'recording.verified',
    at,
    actor,
    siteId,
    subjects: { ...about },
    data: { verdict, findings },
  };
}
