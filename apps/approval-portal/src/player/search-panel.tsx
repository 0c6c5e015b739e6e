import type { RecordingSearchAnswer } from '@gatehouse/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type Ref } from 'react';
import { searchQuery } from '../api/recordings.js';
import { text } from '../text/en.js';
import { clockWithSeconds } from '../text/plant-time.js';
import { IconSearch, IconX } from '../ui/icons.js';
import { ProblemNote } from '../ui/problem-note.js';

export type Hit = RecordingSearchAnswer['hits'][number];

const none: readonly Hit[] = [];

export function SearchPanel(props: {
  ref: Ref<HTMLInputElement>;
  recordingId: string;
  startedAt: number;
  zone: string;
  positionMs: number;
  onHits: (hits: readonly Hit[]) => void;
  onShow: (hit: Hit, words: string) => void;
}) {
  const { ref, recordingId, startedAt, zone, onHits, onShow } = props;
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<number | null>(null);
  const [words] = useDebouncedValue(typed.trim(), 250);
  const found = useQuery({ ...searchQuery(recordingId, words), enabled: words.length > 0 });
  const hits = words === '' ? none : (found.data?.hits ?? none);
  useEffect(() => onHits(hits), [hits, onHits]);
  const show = (index: number) => {
    const hit = hits[index];
    if (!hit) return;
    setChosen(index);
    onShow(hit, words);
  };
  const change = (value: string) => {
    setTyped(value);
    setChosen(null);
  };
  return (
    <aside className="find">
      <label className="in">
        <IconSearch className="i" />
        <input
          ref={ref}
          type="search"
          aria-label={text.auditor.search}
          placeholder={text.auditor.searchPlaceholder}
          value={typed}
          onChange={(event) => change(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter')
              show(chosen === null ? 0 : (chosen + (event.shiftKey ? -1 : 1) + hits.length) % hits.length);
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        {typed !== '' && (
          <button
            type="button"
            className="x"
            aria-label={text.auditor.clearSearch}
            onClick={() => change('')}
          >
            <IconX className="i" />
          </button>
        )}
      </label>
      <ProblemNote error={found.error} />
      <p className="hint" role="status">
        {words !== '' && found.data && summary(hits.length, chosen, words)}
        {found.data?.truncated === true && words !== '' && ` ${text.auditor.truncated}`}
      </p>
      <ol>
        {hits.map((hit, index) => (
          <li key={index}>
            <button type="button" aria-current={chosen === index || undefined} onClick={() => show(index)}>
              <time>{clockWithSeconds(startedAt + hit.atMs, zone)}</time>
              <code>
                {before(hit)}
                <mark>{hit.text.slice(hit.start, hit.start + hit.length)}</mark>
                {hit.text.slice(hit.start + hit.length)}
              </code>
            </button>
          </li>
        ))}
      </ol>
    </aside>
  );
}

/** The hit itself must be seen in a narrow column, so a long beginning is cut. */
function before({ text: line, start }: Hit): string {
  return start > 12 ? `…${line.slice(start - 10, start)}` : line.slice(0, start);
}

function summary(count: number, chosen: number | null, words: string): string {
  if (count === 0) return text.auditor.noHits(words);
  return chosen === null ? text.auditor.hits(count) : text.auditor.hitOf(chosen + 1, count);
}
