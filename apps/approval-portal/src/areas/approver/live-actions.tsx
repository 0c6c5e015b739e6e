import type { Session } from '@gatehouse/contracts';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { text } from '../../text/en.js';
import { clockWithSeconds } from '../../text/plant-time.js';
import { IconEye, IconKeyboard, IconKeyboardOff, IconMessage, IconPlayerStopFilled } from '../../ui/icons.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { MessageDrawer } from './message-drawer.js';
import { UnsentNote } from './unsent-note.js';
import type { LiveOrders } from './use-live-orders.js';

/** Watch, hold, write, end: each one press, none asks for a code. What a person may not do is not there. */
export function LiveActions(props: { session: Session; orders: LiveOrders; watching?: boolean }) {
  const { session, orders, watching = false } = props;
  const [writing, setWriting] = useState(false);
  const [sentAt, setSentAt] = useState<number | null>(null);
  const { may } = session;
  const { end, hold, giveBack } = orders;
  return (
    <>
      <UnsentNote words={hold.isPending ? text.watch.notSentHold : text.approver.notSentEnd} />
      <ProblemNote error={end.error ?? hold.error ?? giveBack.error} />
      {sentAt !== null && (
        <p className="hint" role="status">
          {text.watch.messageSent(clockWithSeconds(sentAt, session.site.timeZone))}
        </p>
      )}
      <div className="row">
        {may.watch && !watching && (
          <Link className="btn" to={`/live/${session.id}/watch`}>
            <IconEye className="i" /> {text.watch.watch}
          </Link>
        )}
        {may.unfreeze ? (
          <button
            type="button"
            className="btn pri"
            disabled={giveBack.isPending}
            onClick={() => giveBack.mutate()}
          >
            <IconKeyboard className="i" /> {giveBack.isPending ? text.watch.givingBack : text.watch.giveBack}
          </button>
        ) : (
          may.freeze && (
            <button type="button" className="btn" disabled={hold.isPending} onClick={() => hold.mutate()}>
              <IconKeyboardOff className="i" /> {hold.isPending ? text.watch.holding : text.watch.hold}
            </button>
          )
        )}
        {may.message && (
          <button type="button" className="btn" onClick={() => setWriting(true)}>
            <IconMessage className="i" /> {text.watch.message}
          </button>
        )}
      </div>
      {may.end && (
        <button type="button" className="btn end glove" disabled={end.isPending} onClick={() => end.mutate()}>
          <IconPlayerStopFilled className="i" />
          <span>
            {end.isPending ? text.approver.ending : text.approver.end}
            <span className="two">{text.approver.endNote}</span>
          </span>
        </button>
      )}
      <MessageDrawer
        session={session}
        opened={writing}
        onClose={() => setWriting(false)}
        onSent={(at) => setSentAt(at)}
      />
    </>
  );
}
