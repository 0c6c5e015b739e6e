import type { Session } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { grantQuery } from '../../api/grants.js';
import { text } from '../../text/en.js';
import { clockWithSeconds } from '../../text/plant-time.js';
import { position } from '../../text/spans.js';
import { FactRow } from '../../ui/fact-row.js';
import { MachinePlate } from '../../ui/machine-plate.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { SignWord } from '../../ui/sign-word.js';
import { HeldStrip } from './held-strip.js';
import { useLiveOrders } from './use-live-orders.js';

/** What ended, when exactly, and what is known of it. A fact nobody has seen reads "not known". */
export function EndedCard({ session, tookMs }: { session: Session; tookMs: number | null }) {
  const grant = useQuery(grantQuery(session.grantId));
  const { giveBack } = useLiveOrders(session);
  const zone = session.site.timeZone;
  const { displayName } = session.person;
  const closed = grant.data === undefined ? null : grant.data.state === 'closed';
  const time = session.endedAt === null ? text.common.notKnown : clockWithSeconds(session.endedAt, zone);
  return (
    <>
      <article className="p-body ended">
        <div className="done-h" role="alert">
          <span className="sq" aria-hidden="true" />
          <h1>
            {text.approver.endedAt(time)}
            <br />
            {closed === null
              ? text.approver.reconnectUnknown
              : closed
                ? text.approver.reconnectBlocked
                : text.approver.reconnectOpen}
          </h1>
        </div>
        <p className="muted">
          {tookMs === null
            ? text.approver.sessionEnded(displayName, session.target.assetName)
            : text.approver.youEnded(
                displayName,
                session.target.assetName,
                text.approver.secondsTook((tookMs / 1000).toFixed(1)),
              )}
        </p>
        <MachinePlate machine={session.target} />
        <dl className="facts">
          <FactRow name={text.approver.factCut}>
            {session.disconnectVerified ? (
              <SignWord kind="safe">{text.approver.cutVerified}</SignWord>
            ) : (
              <SignWord kind="warn">{text.approver.cutNotKnown}</SignWord>
            )}
          </FactRow>
          {session.departure !== null && (
            <FactRow name={text.approver.factDeparture}>
              <SignWord kind={session.departure === 'logged-off' ? 'safe' : 'warn'}>
                {text.approver.departures[session.departure]}
              </SignWord>
            </FactRow>
          )}
          {closed === true && (
            <FactRow name={text.approver.factBlocked}>
              <SignWord kind="stop">{text.approver.blockedWho(displayName)}</SignWord>
              <div className="muted">{text.approver.blockedNote}</div>
            </FactRow>
          )}
          <FactRow name={text.approver.factEnd}>
            {session.endReason === null ? text.common.notKnown : text.session.endReasons[session.endReason]}
            {session.endedBy !== null && <span className="muted">, {session.endedBy}</span>}
          </FactRow>
          <FactRow name={text.approver.factMachine}>{text.approver.machineNotTold}</FactRow>
          <FactRow name={text.approver.record}>
            <RecordingFact recording={session.recording} />
          </FactRow>
        </dl>
      </article>
      <footer className="p-act">
        <HeldStrip session={session} />
        {session.may.unfreeze && (
          <button
            type="button"
            className="btn glove2"
            disabled={giveBack.isPending}
            onClick={() => giveBack.mutate()}
          >
            {giveBack.isPending ? text.watch.givingBack : text.watch.giveBack}
          </button>
        )}
        <ProblemNote error={giveBack.error} />
        {session.may.replay && session.recording !== null && (
          <Link className="btn glove2" to={`/sessions/${session.id}`}>
            {text.approver.replay}
          </Link>
        )}
        <Link className="btn pri glove" to="/inbox">
          {text.approver.done}
        </Link>
      </footer>
    </>
  );
}

function RecordingFact({ recording }: { recording: Session['recording'] }) {
  if (recording === null) return <SignWord kind="warn">{text.approver.recordNone}</SignWord>;
  if (recording.state !== 'sealed') return <SignWord kind="must">{text.approver.recordSealing}</SignWord>;
  if (recording.complete !== true) return <SignWord kind="warn">{text.approver.recordIncomplete}</SignWord>;
  return <SignWord kind="safe">{text.approver.recordSealed(position(recording.durationMs ?? 0))}</SignWord>;
}
