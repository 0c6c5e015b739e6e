import type { AccessWindow } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { clock, sameOffset, windowText, zoneCity } from '../../text/plant-time.js';
import { lanesAround, shareOf } from './slot-lanes.js';

/** The time slot between its hours, in plant time above and in the vendor's own below. */
export function SlotStrip(props: {
  window: AccessWindow;
  zone: string;
  siteName: string;
  ownZone: string;
  now: number;
}) {
  const { window, zone, siteName, ownZone, now } = props;
  const lanes = lanesAround(window);
  const percent = (share: number) => `${share * 100}%`;
  const from = shareOf(Date.parse(window.opensAt), lanes) ?? 0;
  const until = shareOf(Date.parse(window.closesAt), lanes) ?? 1;
  const nowShare = shareOf(now, lanes);
  const hoursLane = (laneZone: string, name: string) => (
    <div className="lane hours">
      <span className="z">{name}</span>
      <div>
        {lanes.hours.map(({ at, share }) => (
          <span key={at} style={{ left: percent(share) }}>
            {clock(at, laneZone)}
          </span>
        ))}
      </div>
    </div>
  );
  return (
    <div className="strip24" role="img" aria-label={windowText(window, zone, now)}>
      {hoursLane(zone, siteName)}
      <div className="lane you">
        <span className="z">{text.vendor.slot}</span>
        <div>
          <span className="mine" style={{ left: percent(from), width: percent(until - from) }}>
            {until - from > 0.2 && `${clock(window.opensAt, zone)}–${clock(window.closesAt, zone)}`}
          </span>
          {nowShare !== null && <em style={{ left: percent(nowShare) }}>{text.vendor.now}</em>}
        </div>
      </div>
      {ownZone !== '' && !sameOffset(ownZone, zone, window.opensAt) && hoursLane(ownZone, zoneCity(ownZone))}
    </div>
  );
}
