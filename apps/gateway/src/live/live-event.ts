import type { LiveMessage } from '@gatehouse/contracts';
import type { PersonId, SiteId } from '@gatehouse/kernel';

/** What a NOTIFY on the live channel carries. */
export interface LiveEvent {
  readonly kind: string;
  readonly siteId: string | null;
  readonly subjects: Readonly<Record<string, string>>;
}

/** Whom a stream belongs to, as far as it decides which events it may hint at. */
export interface LiveReader {
  readonly personId: PersonId;
  /** Sites where a role of the plant is theirs. */
  readonly sites: 'all' | readonly SiteId[];
}

/** What the reader should read again; empty when the event is not theirs to know of. */
export function liveMessagesFor(event: LiveEvent, reader: LiveReader): LiveMessage[] {
  const isOwn = event.subjects.person === reader.personId;
  const isTheirs = isOwn || reader.sites === 'all' || reader.sites.some((siteId) => siteId === event.siteId);
  if (!isTheirs) return [];
  return topicsOf(event.kind).map(([topic, subject]) => {
    const id = event.subjects[subject];
    return id === undefined ? { topic } : { topic, id };
  });
}

/** True for an event after which the reader's rights may be others, so that the stream must begin anew. */
export function changesRightsOf(event: LiveEvent, personId: PersonId): boolean {
  return event.subjects.person === personId && /^(role|person)\./.test(event.kind);
}

export function parseLiveEvent(text: string): LiveEvent | null {
  try {
    return JSON.parse(text) as LiveEvent;
  } catch {
    return null;
  }
}

function topicsOf(kind: string): [LiveMessage['topic'], string][] {
  const [family] = kind.split('.', 1);
  switch (family) {
    case 'request':
      return [['access-requests', 'request']];
    case 'grant':
      return [
        ['grants', 'grant'],
        ['access-requests', 'request'],
      ];
    case 'session':
    case 'connection':
      return [
        ['sessions', 'session'],
        ['grants', 'grant'],
      ];
    case 'recording':
      return [
        ['recordings', 'recording'],
        ['sessions', 'session'],
      ];
    case 'host-key':
      return [['host-keys', 'hostKey']];
    case 'person':
    case 'role':
      return [['people', 'person']];
    case 'target':
    case 'site':
      return [['access-requests', 'request']];
    default:
      return [];
  }
}
