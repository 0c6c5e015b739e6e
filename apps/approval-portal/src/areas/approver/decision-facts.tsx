import { type AccessRequest, type ChannelRight, rightKindsOf, rightParts } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { fullDay } from '../../text/plant-time.js';
import { duration, thousands } from '../../text/spans.js';
import { FactRow } from '../../ui/fact-row.js';
import { SignWord } from '../../ui/sign-word.js';
import { UnprovableIdentity } from '../../ui/unprovable-identity.js';
import { WeakEncryption } from '../../ui/weak-encryption.js';

/** The facts of a card, each from data; what no source gives reads "not known". What blocks stands first. */
export function DecisionFacts({ request, now }: { request: AccessRequest; now: number }) {
  const { obligations, rights, targets } = request;
  return (
    <dl className="facts">
      {request.blockers.map((blocker) => (
        <FactRow key={blocker.code} name={text.approver.blocked} stop>
          <SignWord kind="stop">{blocker.message}</SignWord>
        </FactRow>
      ))}
      <FactRow name={text.approver.why}>
        <q className="clamp">{request.purpose}</q>
        <div className="muted">
          {request.workOrder === null
            ? text.approver.noWorkOrder
            : text.approver.workOrder(request.workOrder)}
        </div>
      </FactRow>
      <FactRow name={text.approver.risk}>
        <Risk request={request} />
        <div className="opt muted">{text.approver.stateUnknown}</div>
      </FactRow>
      {targets.map(
        ({ id, assetTag, identity }) =>
          identity === 'unprovable' && (
            <FactRow key={id} name={text.request.identity}>
              {targets.length > 1 && <b className="tag">{assetTag}</b>}
              <UnprovableIdentity />
            </FactRow>
          ),
      )}
      {targets.map(
        ({ id, assetTag, weakAlgorithms }) =>
          weakAlgorithms !== null && (
            <FactRow key={id} name={text.request.encryption}>
              {targets.length > 1 && <b className="tag">{assetTag}</b>}
              <WeakEncryption weak={weakAlgorithms} zone={request.site.timeZone} />
            </FactRow>
          ),
      )}
      <FactRow name={text.approver.gets}>
        <Gets request={request} />
        {obligations.files && rights.some((right) => right.startsWith('files-')) && (
          <div className="opt muted">{text.approver.fileRules(obligations.files)}</div>
        )}
      </FactRow>
      <FactRow name={text.approver.watches}>{text.approver.nobodyWatches}</FactRow>
      <FactRow name={text.approver.trust}>
        <Trust request={request} now={now} />
        <div className="opt muted">
          {obligations.factorFreshSeconds === 0
            ? text.approver.freshCodeEach
            : text.approver.freshCode(duration(obligations.factorFreshSeconds * 1000))}
          {request.vendorLocation !== null && ` ${text.approver.says(request.vendorLocation)}`}
        </div>
      </FactRow>
      <FactRow name={text.approver.record}>
        <SignWord kind="rec">
          {obligations.recordInput ? text.approver.recordBoth : text.approver.recordScreen}
        </SignWord>
      </FactRow>
    </dl>
  );
}

/** Machines that are reached in different ways get different rights, so each way says its own. */
function Gets({ request: { rights, targets } }: { request: AccessRequest }) {
  const ways = [...new Set(targets.map(({ protocol }) => protocol))];
  return ways.map((way) => {
    const on = targets.filter(({ protocol }) => protocol === way);
    const own = rights.filter((right) => rightKindsOf(way).includes(rightParts(right).kind));
    return (
      <div key={way}>
        {ways.length > 1 && <b className="tag">{on.map(({ assetTag }) => assetTag).join(', ')}: </b>}
        {text.approver.getsOn(text.request.rights(own), on.length)}.{' '}
        <span className="muted">{besides(own)}</span>
      </div>
    );
  });
}

/** What a right brings with it that its name does not say. */
function besides(rights: readonly ChannelRight[]): string {
  if (rights.includes('shell') || rights.includes('exec')) return text.approver.filesPass;
  if (rights.includes('control')) return text.approver.screenControl;
  return rights.includes('view') ? text.approver.screenOnly : text.approver.noForwards;
}

function Risk({ request }: { request: AccessRequest }) {
  const levels = request.targets.map(({ criticality }) => criticality);
  const worst =
    (['critical', 'high', 'medium', 'low'] as const).find((level) => levels.includes(level)) ?? 'medium';
  const calm = worst === 'low' || worst === 'medium';
  if (calm && !request.plannedChange)
    return (
      <div>
        {text.approver.criticality(text.common.criticality(worst))} {text.approver.programStays}
      </div>
    );
  return (
    <>
      <div>
        {calm ? (
          text.approver.criticality(text.common.criticality(worst))
        ) : (
          <SignWord kind="warn">
            {worst === 'critical' ? text.approver.criticalMachine : text.approver.highMachine}
          </SignWord>
        )}
      </div>
      <div>
        {request.plannedChange ? (
          <SignWord kind="warn">{text.approver.programChanges}</SignWord>
        ) : (
          text.approver.programStays
        )}
      </div>
    </>
  );
}

function Trust({ request, now }: { request: AccessRequest; now: number }) {
  const { count, lastAt } = request.requester.earlierVisits;
  if (count === 0) return <SignWord kind="warn">{text.approver.firstVisit}</SignWord>;
  if (lastAt === null) return <div>{text.approver.visitsUnknown}</div>;
  const sameYear = new Date(now).getUTCFullYear() === new Date(lastAt).getUTCFullYear();
  const last = fullDay(lastAt, request.site.timeZone, sameYear);
  return (
    <div>{count === 1 ? text.approver.oneVisit(last) : text.approver.visits(thousands(count), last)}</div>
  );
}
