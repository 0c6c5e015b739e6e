import type { Grant } from '@gatehouse/contracts';
import { useSyncExternalStore } from 'react';
import { Link } from 'react-router-dom';
import { isDesktop } from '../../api/is-desktop.js';
import { liveLink } from '../../api/live.js';
import { text } from '../../text/en.js';
import { clock, dayAndClock, windowText, zoneCity, sameOffset } from '../../text/plant-time.js';
import { CopyButton } from '../../ui/copy-button.js';
import { CountdownRing } from '../../ui/countdown-ring.js';
import { IconLock, IconPlugConnected } from '../../ui/icons.js';
import { MachinePlate } from '../../ui/machine-plate.js';
import { SignWord } from '../../ui/sign-word.js';
import { useMe } from '../../ui/use-me.js';
import { useNow } from '../../ui/use-now.js';
import { OwnViewer } from './own-viewer.js';

export function GrantCard({ grant }: { grant: Grant }) {
  const now = useNow(1000);
  const opensAt = Date.parse(grant.window.opensAt);
  const closesAt = Date.parse(grant.window.closesAt);
  const zone = grant.site.timeZone;
  const open = now >= opensAt && now < closesAt;
  if (now >= closesAt) return null;
  const approvers = grant.approvedBy.map(({ displayName }) => displayName).join(', ');
  const lastYes = grant.approvedBy.at(-1)?.at;
  return (
    <article className="grant panel">
      <div className="g-l">
        <MachinePlate machine={grant.target} place={grant.site.name} />
        <p className="g-t">
          <b>{windowText(grant.window, zone, now)}</b> {text.vendor.plantTime}
          <OwnTime grant={grant} now={now} />
        </p>
        <ul className="tagline">
          {grant.liveSessionId !== null && (
            <li>
              <SignWord kind="rec">{text.vendor.connectedNow}</SignWord>
            </li>
          )}
          {open && (
            <li>
              <SignWord kind="safe">{text.vendor.open}</SignWord>
            </li>
          )}
          {lastYes !== undefined && (
            <li>
              <SignWord kind="safe">
                {text.vendor.approvedBy(approvers, dayAndClock(lastYes, zone, now))}
              </SignWord>
            </li>
          )}
          {grant.target.identity === 'unprovable' && (
            <li>
              <SignWord kind="warn">{text.request.unprovable}</SignWord>
            </li>
          )}
          <li className="muted">
            {text.request.rights(grant.rights)}
            {grant.workOrder !== null && `. ${text.vendor.workOrder(grant.workOrder)}`}
          </li>
        </ul>
      </div>
      <div className="g-r">
        <CountdownRing
          leftMs={open ? closesAt - now : opensAt - now}
          wholeMs={open ? closesAt - opensAt : Math.max(3_600_000, opensAt - now)}
          opening={!open}
        />
        <div className="g-b">
          <Connect grant={grant} open={open} from={clock(opensAt, zone)} />
          {isDesktop(grant.target.protocol) && open && <OwnViewer grant={grant} />}
          {grant.sshCommand !== null && (
            <div className="own-ssh">
              <span className="hint">{text.vendor.ownSsh}</span>
              <CopyButton value={grant.sshCommand} what={text.vendor.ownSshWhat} />
              <code>{grant.sshCommand}</code>
            </div>
          )}
        </div>
      </div>
    </article>
  );
}

function Connect({ grant, open, from }: { grant: Grant; open: boolean; from: string }) {
  const link = useSyncExternalStore(liveLink.watch, liveLink.get);
  if (!link.up && open)
    return (
      <button type="button" className="btn wide" disabled>
        {text.vendor.connectNotReached}
      </button>
    );
  if (!open)
    return (
      <button type="button" className="btn wide" disabled>
        <IconLock className="i" /> {text.vendor.connectFrom(from)}
      </button>
    );
  return (
    <Link className="btn pri wide" to={`/connect/${grant.id}`}>
      <IconPlugConnected className="i" />{' '}
      {grant.target.protocol === 'ssh' ? text.vendor.connect : text.vendor.openScreen}
    </Link>
  );
}

function OwnTime({ grant, now }: { grant: Grant; now: number }) {
  const me = useMe();
  if (me.timeZone === '' || me.timeZone === grant.site.timeZone) return null;
  const city = zoneCity(me.timeZone);
  const same = sameOffset(me.timeZone, grant.site.timeZone, grant.window.opensAt);
  return (
    <span className="muted">
      {same
        ? text.vendor.sameHour(city)
        : text.vendor.inCity(windowText(grant.window, me.timeZone, now), city)}
    </span>
  );
}
