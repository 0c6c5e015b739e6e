import '@mantine/dates/styles.css';
import './auditor.css';
import type { Session } from '@gatehouse/contracts';
import { TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { sessionsQuery } from '../../api/sessions.js';
import { text } from '../../text/en.js';
import { clock, fullDay } from '../../text/plant-time.js';
import { duration, thousands } from '../../text/spans.js';
import { EmptyState } from '../../ui/empty-state.js';
import { IconSearch } from '../../ui/icons.js';
import { ListOf } from '../../ui/list-of.js';
import { MachineDrawing } from '../../ui/machine-plate.js';
import { Segmented } from '../../ui/segmented.js';
import { SignWord } from '../../ui/sign-word.js';
import { useNow } from '../../ui/use-now.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { fits, hasGap, noFilter, type SessionFilter, type Which } from './session-filter.js';

export function SessionsPage() {
  usePageTitle(text.auditor.sessions);
  const sessions = useQuery(sessionsQuery());
  const [filter, setFilter] = useState(noFilter);
  return (
    <main className="audit">
      <h1>{text.auditor.sessions}</h1>
      <Filters filter={filter} onChange={(part) => setFilter({ ...filter, ...part })} />
      <ListOf query={sessions} rows={6} empty={<EmptyState>{text.auditor.noSessions}</EmptyState>}>
        {(items) => <SessionTable sessions={items.filter((session) => fits(session, filter))} />}
      </ListOf>
    </main>
  );
}

function Filters({
  filter,
  onChange,
}: {
  filter: SessionFilter;
  onChange: (part: Partial<SessionFilter>) => void;
}) {
  return (
    <div className="filters" role="search">
      <TextInput
        type="search"
        label={text.auditor.filterMachine}
        leftSection={<IconSearch className="i" />}
        value={filter.words}
        onChange={(event) => onChange({ words: event.currentTarget.value })}
      />
      <DatePickerInput
        clearable
        label={text.auditor.filterFrom}
        placeholder={text.auditor.anyDay}
        valueFormat="ddd D MMM YYYY"
        firstDayOfWeek={1}
        value={filter.from || null}
        onChange={(chosen) => onChange({ from: chosen ?? '' })}
      />
      <DatePickerInput
        clearable
        label={text.auditor.filterUntil}
        placeholder={text.auditor.anyDay}
        valueFormat="ddd D MMM YYYY"
        firstDayOfWeek={1}
        value={filter.until || null}
        onChange={(chosen) => onChange({ until: chosen ?? '' })}
      />
      <Segmented<Which>
        label={text.auditor.filterState}
        value={filter.which}
        onChange={(which) => onChange({ which })}
        segments={[
          { value: 'all', label: text.auditor.all },
          { value: 'running', label: text.auditor.running },
          { value: 'ended', label: text.auditor.ended },
          { value: 'with-gap', label: text.auditor.withGap },
        ]}
      />
    </div>
  );
}

function SessionTable({ sessions }: { sessions: Session[] }) {
  const now = useNow(30_000);
  if (sessions.length === 0) return <EmptyState>{text.auditor.noneFit}</EmptyState>;
  return (
    <div className="panel tw" role="region" aria-label={text.auditor.sessions} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.auditor.colMachine}</th>
            <th scope="col">{text.auditor.colWho}</th>
            <th scope="col">{text.auditor.colWhen}</th>
            <th scope="col">{text.auditor.colLength}</th>
            <th scope="col">{text.auditor.colEnd}</th>
            <th scope="col">{text.auditor.colRecording}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} now={now} />
          ))}
        </tbody>
      </table>
      <p className="more">{text.auditor.count(thousands(sessions.length))}</p>
    </div>
  );
}

function SessionRow({ session, now }: { session: Session; now: number }) {
  const zone = session.site.timeZone;
  const start = session.startedAt;
  const end = session.endedAt === null ? now : Date.parse(session.endedAt);
  return (
    <tr>
      <td>
        <div className="m-c">
          <MachineDrawing name={session.target.assetName} tag={session.target.assetTag} />
          <span className="two-l">
            <Link className="tag" to={`/sessions/${session.id}`}>
              {session.target.assetTag}
            </Link>
            <span className="muted">
              {session.target.assetName}, {session.target.location}
            </span>
          </span>
        </div>
      </td>
      <td>
        <span className="two-l">
          <Link className="who-l" to={`/sessions/${session.id}`}>
            {session.person.displayName}
          </Link>
          <span className="muted">{session.person.organisation}</span>
        </span>
      </td>
      <td className="nowrap">
        {start === null ? text.common.notKnown : `${fullDay(start, zone, true)} ${clock(start, zone)}`}
      </td>
      <td className="nowrap">{start === null ? '' : duration(end - Date.parse(start))}</td>
      <td>
        {session.endedAt === null ? (
          <SignWord kind="rec">{text.auditor.stillIn}</SignWord>
        ) : (
          <span className="two-l">
            <span>
              {session.endReason === null ? text.common.notKnown : text.session.endReasons[session.endReason]}
            </span>
            {session.endedBy !== null && <span className="muted">{session.endedBy}</span>}
          </span>
        )}
      </td>
      <td>
        <RecordingWord session={session} />
      </td>
    </tr>
  );
}

function RecordingWord({ session }: { session: Session }) {
  const { recording } = session;
  if (recording === null) return <SignWord kind="off">{text.auditor.recordingNone}</SignWord>;
  if (recording.state === 'open') return <SignWord kind="rec">{text.auditor.recordingOpen}</SignWord>;
  if (recording.state === 'sealing') return <SignWord kind="must">{text.auditor.recordingSealing}</SignWord>;
  if (recording.state === 'purged') return <SignWord kind="off">{text.auditor.recordingPurged}</SignWord>;
  return hasGap(session) ? (
    <SignWord kind="warn">{text.auditor.recordingGap}</SignWord>
  ) : (
    <SignWord kind="safe">{text.auditor.recordingComplete}</SignWord>
  );
}
