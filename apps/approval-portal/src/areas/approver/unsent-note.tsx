import { useSyncExternalStore } from 'react';
import { unsentStops } from '../../api/while-not-reached.js';
import { text } from '../../text/en.js';
import { Note } from '../../ui/note.js';

export function UnsentNote({ words }: { words: string }) {
  const waiting = useSyncExternalStore(unsentStops.watch, unsentStops.get);
  if (waiting === 0) return null;
  return (
    <Note kind="warn">
      <b>{text.approver.notSent}</b> {words}
    </Note>
  );
}
