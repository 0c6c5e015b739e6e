import type { Session } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { fullDay } from '../../text/plant-time.js';
import { duration } from '../../text/spans.js';

export function PastVisits({ sessions }: { sessions: Session[] }) {
  const past = sessions
    .filter((session) => session.endedAt !== null && session.startedAt !== null)
    .slice(0, 8);
  return (
    <section className="panel">
      <div className="panel-h">
        <h2>{text.vendor.past}</h2>
      </div>
      {past.length === 0 ? (
        <p className="pad muted">{text.vendor.noPast}</p>
      ) : (
        <ul className="past">
          {past.map((session) => (
            <li key={session.id}>
              <span className="tag">{session.target.assetTag}</span>
              <span>
                {text.vendor.visit(
                  fullDay(session.startedAt ?? session.endsBy, session.site.timeZone, true),
                  duration(Date.parse(session.endedAt ?? '') - Date.parse(session.startedAt ?? '')),
                )}
              </span>
              <span className="muted ellipsis">{session.purpose}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
