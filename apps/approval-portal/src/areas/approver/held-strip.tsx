import type { Session } from '@gatehouse/contracts';
import { firstName } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { clockWithSeconds } from '../../text/plant-time.js';
import { Note } from '../../ui/note.js';

/** Says who holds the input, since when, and what follows from it. */
export function HeldStrip({ session }: { session: Session }) {
  const { frozen, site, person } = session;
  if (frozen === null) return null;
  const isOver = session.state === 'terminated';
  return (
    <Note kind="must">
      <b>{text.watch.heldBy(frozen.by, clockWithSeconds(frozen.since, site.timeZone))}</b>{' '}
      {isOver ? text.watch.heldAfterEnd : text.watch.heldNote(firstName(person.displayName))}
    </Note>
  );
}
