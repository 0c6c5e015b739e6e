import type { PersonId, SessionId } from '@gatehouse/kernel';

/** One open view of a session. */
export interface Watcher {
  readonly sessionId: SessionId;
  readonly personId: PersonId;
  readonly name: string;
}

const mostInAll = 60;
const mostPerSession = 12;
const mostPerPerson = 6;

/** Who watches which session of this node now. The people in the sessions are told. */
export class Watchers {
  private readonly open = new Set<Watcher>();

  /** @param changed told after every coming and going, so that the session hears of it at once. */
  constructor(private readonly changed: () => void) {}

  /** What takes the watcher out again; null when too many watch already. */
  add(watcher: Watcher): (() => void) | null {
    const all = [...this.open];
    const full =
      all.length >= mostInAll ||
      all.filter(({ sessionId }) => sessionId === watcher.sessionId).length >= mostPerSession ||
      all.filter(({ personId }) => personId === watcher.personId).length >= mostPerPerson;
    if (full) return null;
    // An object of its own: one person may watch in two windows.
    const entry = { ...watcher };
    this.open.add(entry);
    this.changed();
    return () => {
      if (this.open.delete(entry)) this.changed();
    };
  }

  /** Each person once, in the order in which they came. */
  namesOf(sessionId: SessionId): string[] {
    const names = new Map<PersonId, string>();
    for (const watcher of this.open)
      if (watcher.sessionId === sessionId) names.set(watcher.personId, watcher.name);
    return [...names.values()];
  }
}
