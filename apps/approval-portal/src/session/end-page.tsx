import type { Grant } from '@gatehouse/contracts';
import { endCodes } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router-dom';
import { requestQuery } from '../api/access-requests.js';
import { grantQuery } from '../api/grants.js';
import { sessionQuery } from '../api/sessions.js';
import { text } from '../text/en.js';
import { clock, clockWithSeconds } from '../text/plant-time.js';
import { FactRow } from '../ui/fact-row.js';
import { IconPhone, IconPlugConnected } from '../ui/icons.js';
import { MachinePlate } from '../ui/machine-plate.js';
import { useNow } from '../ui/use-now.js';
import type { SessionEnd } from './session-page.js';
import type { Ended } from './session-socket.js';

/** What ended it, its code, the exact time, whom to call, and what is known of the machine. */
export function EndPage({ grant, end, onAgain }: { grant: Grant; end: SessionEnd; onAgain: () => void }) {
  const now = useNow(5000);
  const zone = grant.site.timeZone;
  const request = useQuery(requestQuery(grant.requestId));
  const fresh = useQuery({ ...grantQuery(grant.id), staleTime: 0 }).data ?? grant;
  const phone = request.data?.site.controlRoomPhone ?? null;
  const message = useEnding(end);
  const time = clockWithSeconds(message?.at ?? end.at, zone);
  const words =
    message === null
      ? text.session.endedUnknownLead
      : asSentence(message.text || text.session.whatEnded(message.reason));
  const again = fresh.state !== 'closed' && now < Date.parse(fresh.window.closesAt);
  return (
    <main className="end-page">
      <section className="panel pad-l">
        <div className="done-h" role="alert">
          <span className="sq" aria-hidden="true" />
          <div>
            <h1>{message === null ? text.session.endedUnknown : text.session.ended(time)}</h1>
            <p>{words}</p>
          </div>
        </div>
        <MachinePlate machine={grant.target} place={grant.site.name} />
        <dl className="facts">
          {message !== null && (
            <FactRow name={text.session.code}>
              <code className="end-code">{message.code}</code>
            </FactRow>
          )}
          <FactRow name={text.session.when}>{`${time} ${text.vendor.plantTime}`}</FactRow>
          <FactRow name={text.session.whom}>
            {phone === null ? (
              text.session.phoneUnknown
            ) : (
              <a className="tel" href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
                <IconPhone className="i" /> {text.session.callControlRoom(grant.site.name)}, {phone}
              </a>
            )}
          </FactRow>
          <FactRow name={text.session.lastTold}>{text.session.lastToldWords}</FactRow>
        </dl>
        <div className="stat-acts">
          {again && (
            <button type="button" className="btn pri" onClick={onAgain}>
              <IconPlugConnected className="i" /> {text.session.connectAgain}
            </button>
          )}
          <Link className="btn" to="/home">
            {text.session.toHome}
          </Link>
          {again && (
            <span className="hint">{text.session.slotStill(clock(fresh.window.closesAt, zone))}</span>
          )}
        </div>
      </section>
    </main>
  );
}

/** What ended it: as the socket said, or as the session tells once it is over. Null while neither is known. */
function useEnding({ message, sessionId }: SessionEnd): Ended | null {
  const ask = message === null && sessionId !== null;
  const session = useQuery({
    ...sessionQuery(sessionId ?? ''),
    enabled: ask,
    staleTime: 0,
    refetchInterval: (query) => (ask && query.state.data?.endedAt == null ? 2000 : false),
  }).data;
  if (message !== null || !session?.endedAt || session.endReason === null) return message;
  const { endReason, endedAt } = session;
  return {
    type: 'ended',
    code: endCodes[endReason],
    reason: endReason,
    text: text.session.whatEnded(endReason) ?? '',
    at: endedAt,
  };
}

/** In a terminal the text follows its code and a colon; here it stands alone. */
function asSentence(words = text.session.endedUnknownLead): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
