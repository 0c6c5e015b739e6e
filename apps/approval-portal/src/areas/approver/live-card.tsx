import type { Session } from '@gatehouse/contracts';
import { isDesktop } from '../../api/is-desktop.js';
import { text } from '../../text/en.js';
import { clockWithSeconds, dayAndClock } from '../../text/plant-time.js';
import { CountdownRing } from '../../ui/countdown-ring.js';
import { IconDeviceDesktop, IconTerminal2 } from '../../ui/icons.js';
import { MachinePlate } from '../../ui/machine-plate.js';
import { Rich } from '../../ui/rich.js';
import { SignWord } from '../../ui/sign-word.js';
import { useNow } from '../../ui/use-now.js';
import { EndedCard } from './ended-card.js';
import { HeldStrip } from './held-strip.js';
import { Thumbnail } from './thumbnail.js';
import { LiveActions } from './live-actions.js';
import { useLiveOrders } from './use-live-orders.js';

/** Who is in, how long still, and what stops it: one press each, no code, no second question. */
export function LiveCard({ session }: { session: Session }) {
  const now = useNow(1000);
  const orders = useLiveOrders(session);
  if (session.endedAt !== null || session.state === 'terminated')
    return <EndedCard session={session} tookMs={orders.end.data?.tookMs ?? null} />;
  const zone = session.site.timeZone;
  const endsBy = Date.parse(session.endsBy);
  const startedAt = session.startedAt === null ? now : Date.parse(session.startedAt);
  return (
    <>
      <article className="p-body">
        <h1 className="say">
          <Rich
            of={text.approver.liveSentence({
              name: session.person.displayName,
              organisation: session.person.organisation,
              machine: session.target.assetName,
              location: session.target.location,
              until: dayAndClock(endsBy, zone, now),
              isHeld: session.frozen !== null,
              isWatching: isDesktop(session.protocol) && !session.rights.includes('control'),
            })}
          />
        </h1>
        <MachinePlate machine={session.target} className="slim" />
        <Thumbnail session={session} now={now} />
        <div className="now">
          <CountdownRing leftMs={endsBy - now} wholeMs={endsBy - startedAt} size={116} />
          <ul>
            <li>
              {session.recording?.state === 'open' ? (
                <SignWord kind="rec">{text.approver.recordingRuns}</SignWord>
              ) : (
                <SignWord kind="warn">{text.approver.recordingUnknown}</SignWord>
              )}
            </li>
            {session.frozen !== null && (
              <li>
                <SignWord kind="must">
                  {text.watch.noInputSince(clockWithSeconds(session.frozen.since, zone))}
                </SignWord>
              </li>
            )}
            <li>
              <Leg leg={session.clientLeg} />
            </li>
            <li className="muted">
              {session.startedAt !== null && text.approver.inSince(clockWithSeconds(session.startedAt, zone))}
            </li>
          </ul>
        </div>
        <div className="last">
          <q>{session.purpose}</q>
          <div className="muted">
            {session.workOrder === null
              ? text.approver.noWorkOrder
              : text.vendor.workOrder(session.workOrder)}
            {'. '}
            {text.request.rights(session.rights)}
          </div>
        </div>
      </article>
      <footer className="p-act">
        <HeldStrip session={session} />
        <LiveActions session={session} orders={orders} />
        <p className="hint ends">{text.session.endsAt(clockWithSeconds(endsBy, zone))}</p>
      </footer>
    </>
  );
}

const legWords = {
  web: text.approver.viaBrowser,
  ssh: text.approver.viaSsh,
  vnc: text.approver.viaVnc,
  rdp: text.approver.viaRdp,
};

function Leg({ leg }: { leg: Session['clientLeg'] }) {
  if (leg === null) return <span className="muted">{text.approver.legUnknown}</span>;
  return (
    <span className="st">
      {leg !== 'ssh' ? <IconDeviceDesktop className="i" /> : <IconTerminal2 className="i" />}
      <span>{legWords[leg]}</span>
    </span>
  );
}
