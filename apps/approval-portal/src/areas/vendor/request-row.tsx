import type { AccessRequest } from '@gatehouse/contracts';
import { Link } from 'react-router-dom';
import { text } from '../../text/en.js';
import { windowText } from '../../text/plant-time.js';
import { IconPhone } from '../../ui/icons.js';
import { MachineDrawing } from '../../ui/machine-plate.js';
import { useNow } from '../../ui/use-now.js';
import { RequestStanding } from './request-standing.js';

export function RequestRow({ request }: { request: AccessRequest }) {
  const now = useNow(30_000);
  const [first, ...others] = request.targets;
  const phone = request.site.controlRoomPhone;
  return (
    <li>
      <MachineDrawing name={first?.assetName ?? ''} tag={first?.assetTag ?? ''} />
      <div>
        <Link className="tag" to={`/requests/${request.id}`}>
          {first?.assetTag}
        </Link>
        <span className="muted">
          {first?.assetName}, {first?.location}.
          {others.length > 0 && ` ${text.vendor.machinesMany(request.targets.length)}.`}{' '}
          {windowText(request.window, request.site.timeZone, now)}
        </span>
      </div>
      <RequestStanding request={request} now={now} />
      <div className="acts">
        {request.state === 'pending' && phone !== null ? (
          <a
            className="btn sm"
            href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}
            aria-label={text.common.callControlRoom(phone)}
          >
            <IconPhone className="i" /> {text.common.controlRoom}
          </a>
        ) : (
          <Link className="btn sm" to="/requests/new" state={{ again: request }}>
            {text.vendor.askAgain}
          </Link>
        )}
      </div>
    </li>
  );
}
