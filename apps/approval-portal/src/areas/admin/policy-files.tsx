import type { FileRules } from '@gatehouse/contracts';
import { useState } from 'react';
import { text } from '../../text/en.js';
import { stepsWith } from './policy-words.js';
import { SentenceChoice } from './sentence-choice.js';

const sizes = [1, 10, 100, 1024, 10_240];
const openRules: FileRules = { keepContents: false, mostFileMebibytes: null, refusedEndings: [] };

/** The sentence of a policy about files. Endings are kept when they are whole, and shown as typed meanwhile. */
export function PolicyFiles(props: { files: FileRules | undefined; change: (files: FileRules) => void }) {
  const { s } = text.admin;
  const rules = props.files ?? openRules;
  const [typed, setTyped] = useState(rules.refusedEndings.join(' '));
  const endings = endingsOf(typed);
  return (
    <p>
      <span className="lead">{s.files}</span>{' '}
      <SentenceChoice
        label={s.filesSize}
        value={rules.mostFileMebibytes ?? 0}
        choices={[0, ...stepsWith(rules.mostFileMebibytes ?? 1, sizes)].map((size) => ({
          value: size,
          label: size === 0 ? s.filesAnySize : s.filesUpTo(size),
        }))}
        onChange={(size) => props.change({ ...rules, mostFileMebibytes: size === 0 ? null : size })}
      />
      , {s.filesContents}{' '}
      <SentenceChoice
        label={s.filesContents}
        value={rules.keepContents ? 'yes' : 'no'}
        choices={[
          { value: 'no', label: s.filesDigest },
          { value: 'yes', label: s.filesKept },
        ]}
        onChange={(value) => props.change({ ...rules, keepContents: value === 'yes' })}
      />
      , {s.filesEndings}{' '}
      <input
        className="k"
        aria-label={s.filesEndings}
        aria-invalid={endings === null}
        placeholder={s.filesEndingsExample}
        maxLength={400}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          const refusedEndings = endingsOf(event.currentTarget.value);
          if (refusedEndings) props.change({ ...rules, refusedEndings });
        }}
      />{' '}
      {s.filesEndingsEnd}
    </p>
  );
}

/** Null while some word is none. A dot is added where it was left out. */
function endingsOf(typed: string): string[] | null {
  const words = typed
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== '')
    .map((word) => (word.startsWith('.') ? word : `.${word}`));
  return words.length <= 50 && words.every((word) => /^\.[a-z0-9_-]{1,15}$/.test(word)) ? words : null;
}
