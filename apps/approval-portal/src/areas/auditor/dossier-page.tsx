import './auditor.css';
import type { Dossier } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router-dom';
import { isDesktop } from '../../api/is-desktop.js';
import { asciicastPath, containerPath } from '../../api/recordings.js';
import { dossierQuery } from '../../api/sessions.js';
import { text } from '../../text/en.js';
import { fullDay } from '../../text/plant-time.js';
import { IconDownload, IconEye } from '../../ui/icons.js';
import { LoadingRows } from '../../ui/list-of.js';
import { MachinePlate } from '../../ui/machine-plate.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { DossierChain } from './dossier-chain.js';
import { Replay } from './replay.js';
import { shortId } from './short-id.js';

/** One session: what led to it and what ended it on the left, what was seen and done on the right. */
export function DossierPage() {
  const { id = '' } = useParams();
  usePageTitle(text.auditor.page(shortId(id)));
  const dossier = useQuery(dossierQuery(id));
  if (!dossier.data)
    return (
      <main className="plain">
        {dossier.error ? (
          <ProblemNote error={dossier.error} onRetry={() => void dossier.refetch()} />
        ) : (
          <LoadingRows rows={6} />
        )}
      </main>
    );
  return (
    <main className="aud">
      <DossierSide dossier={dossier.data} />
      <section className="rep">
        <RecordingSide dossier={dossier.data} />
      </section>
    </main>
  );
}

function DossierSide({ dossier: { session, entries } }: { dossier: Dossier }) {
  const { recording, site } = session;
  const kept = recording?.state === 'sealed' && session.may.replay;
  return (
    <aside className="dos" aria-label={text.auditor.dossier}>
      <div className="d-h">
        <p className="muted">
          <Link to="/sessions">{text.auditor.sessions}</Link>
          {session.startedAt !== null && ` / ${fullDay(session.startedAt, site.timeZone)}`}
        </p>
        <h1>{text.auditor.sessionTitle(shortId(session.id))}</h1>
      </div>
      <MachinePlate machine={session.target} place={site.name} />
      <DossierChain entries={entries} zone={site.timeZone} />
      {kept && recording && (
        <div className="d-f">
          {!isDesktop(session.protocol) && (
            <a className="btn" href={asciicastPath(recording.id)} download>
              <IconDownload className="i" /> {text.auditor.exportAsciicast}
            </a>
          )}
          <a className="btn" href={containerPath(recording.id)} download>
            <IconDownload className="i" /> {text.auditor.download}
          </a>
        </div>
      )}
    </aside>
  );
}

function RecordingSide({ dossier: { session } }: { dossier: Dossier }) {
  const { recording } = session;
  if (recording === null) return <p className="plain">{text.auditor.noRecording}</p>;
  if (recording.state === 'purged') return <p className="plain">{text.auditor.recordingPurgedLong}</p>;
  if (recording.state !== 'sealed')
    return (
      <div className="plain">
        <p>{text.auditor.recordingRunning}</p>
        {session.may.watch && (
          <Link className="btn" to={`/live/${session.id}/watch`}>
            <IconEye className="i" /> {text.watch.watch}
          </Link>
        )}
      </div>
    );
  if (!session.may.replay) return <p className="plain">{text.auditor.mayNotReplay}</p>;
  return <Replay recordingId={recording.id} zone={session.site.timeZone} />;
}
