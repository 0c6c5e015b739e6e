import { text } from '../text/en.js';
import { clock, sameOffset, zoneCity } from '../text/plant-time.js';
import { useMe } from './use-me.js';
import { useNow } from './use-now.js';

/** The plant's time, and the reader's own beside it where the two differ. */
export function PlantClock({ short = false }: { short?: boolean }) {
  const me = useMe();
  const now = useNow(5000);
  const site = me.sites[0];
  if (!site) return null;
  const away = !short && me.timeZone !== '' && !sameOffset(me.timeZone, site.timeZone, now);
  return (
    <span className="clock">
      <b>{clock(now, site.timeZone)}</b> {short ? site.name : text.common.plantTime(site.name)}
      {away && `, ${text.common.otherTime(clock(now, me.timeZone), zoneCity(me.timeZone))}`}
    </span>
  );
}
