import './auditor.css';
import type { AuditEntry } from '@gatehouse/contracts';
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { auditQuery } from '../../api/audit.js';
import { text } from '../../text/en.js';
import { clockWithSeconds, fullDay } from '../../text/plant-time.js';
import { EmptyState } from '../../ui/empty-state.js';
import { LoadingRows } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { useMe } from '../../ui/use-me.js';
import { usePageTitle } from '../../ui/use-page-title.js';

export function TrailPage() {
  usePageTitle(text.auditor.trail);
  const [kind, setKind] = useState('');
  const [subject, setSubject] = useState('');
  const [filter] = useDebouncedValue({ kind: kind.trim(), subject: subject.trim() }, 350);
  const trail = useInfiniteQuery(
    auditQuery({
      ...(/^[a-z][a-z.-]*$/.test(filter.kind) ? { kind: filter.kind } : {}),
      ...(filter.subject === '' ? {} : { subject: filter.subject }),
    }),
  );
  const entries = trail.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <main className="audit">
      <div>
        <h1>{text.auditor.trail}</h1>
        <p className="muted">{text.auditor.trailLead}</p>
      </div>
      <div className="filters" role="search">
        <TextInput
          label={text.auditor.trailKind}
          description={text.auditor.trailKindHint}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
        />
        <TextInput
          label={text.auditor.trailSubject}
          description={text.auditor.trailSubjectHint}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
      </div>
      {trail.error && <ProblemNote error={trail.error} onRetry={() => void trail.refetch()} />}
      {!trail.data && !trail.error && <LoadingRows rows={8} />}
      {trail.data && entries.length === 0 && <EmptyState>{text.auditor.trailNone}</EmptyState>}
      {entries.length > 0 && (
        <div className="panel tw" role="region" aria-label={text.auditor.trail} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{text.auditor.trailWhen}</th>
                <th scope="col">{text.auditor.trailWhat}</th>
                <th scope="col">{text.auditor.trailWho}</th>
                <th scope="col">{text.auditor.trailSubject}</th>
                <th scope="col">{text.auditor.trailProof}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <TrailRow key={entry.id} entry={entry} onSubject={setSubject} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {trail.hasNextPage && (
        <button
          type="button"
          className="btn"
          disabled={trail.isFetching}
          onClick={() => void trail.fetchNextPage()}
        >
          {text.auditor.trailMore}
        </button>
      )}
    </main>
  );
}

function TrailRow({ entry, onSubject }: { entry: AuditEntry; onSubject: (id: string) => void }) {
  const me = useMe();
  const zone = me.sites.find(({ id }) => id === entry.siteId)?.timeZone ?? me.sites[0]?.timeZone ?? 'UTC';
  const { actor } = entry;
  return (
    <tr>
      <td className="nowrap">
        <span className="two-l">
          <b>{clockWithSeconds(entry.at, zone)}</b>
          <span className="muted">{fullDay(entry.at, zone, true)}</span>
        </span>
      </td>
      <td>
        <span className="two-l">
          <b>{entry.kind}</b>
          <span className="trail-d">{dataWords(entry.data)}</span>
        </span>
      </td>
      <td>
        <span className="two-l">
          <span>{actor.name ?? actor.id ?? text.auditor.trailSystem}</span>
          <span className="trail-d">{actor.source}</span>
        </span>
      </td>
      <td>
        <span className="two-l">
          {Object.entries(entry.subjects).map(([name, id]) => (
            <button type="button" key={name} className="link" onClick={() => onSubject(id)}>
              {name} <span className="mono">{id.slice(-6)}</span>
            </button>
          ))}
        </span>
      </td>
      <td>
        <code title={entry.leafHash}>{entry.leafHash.slice(0, 12)}</code>
      </td>
    </tr>
  );
}

function dataWords(data: AuditEntry['data']): string {
  return Object.entries(data)
    .slice(0, 6)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
