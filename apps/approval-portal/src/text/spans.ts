/** Thin space: between thousands. */
const thin = '\u2009';
/** No-break space: before a unit. */
const space = '\u00A0';

/** `52:58`, from one hour `1:08:40`, from one day `2 days 4 h`. Never below zero. */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds >= 86_400) {
    const days = Math.floor(seconds / 86_400);
    const hours = Math.floor((seconds % 86_400) / 3600);
    return hours === 0 ? dayCount(days) : `${dayCount(days)} ${hours}${space}h`;
  }
  return position(seconds * 1000);
}

/** A place in a recording: `11:20`, `1:11:40`. Cut, not rounded. */
export function position(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = String(seconds % 60).padStart(2, '0');
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}

/** `45 s`, `90 min`, `2 h`, `2 h 30 min`, `2 days 4 h`: the way a person says how long. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}${space}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes}${space}min`;
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const rest = minutes % 60;
  if (days > 0) return hours === 0 ? dayCount(days) : `${dayCount(days)} ${hours}${space}h`;
  return rest === 0 ? `${hours}${space}h` : `${hours}${space}h ${rest}${space}min`;
}

/** For a screen reader: `52 minutes 58 seconds`. */
export function spokenDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts: [number, string, string][] = [
    [Math.floor(seconds / 86_400), 'day', 'days'],
    [Math.floor((seconds % 86_400) / 3600), 'hour', 'hours'],
    [Math.floor((seconds % 3600) / 60), 'minute', 'minutes'],
    [seconds % 60, 'second', 'seconds'],
  ];
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  return said.length === 0 ? '0 seconds' : said.slice(0, 2).join(' ');
}

/** `4 212`, with a thin space. */
export function thousands(count: number): string {
  return String(Math.trunc(count)).replaceAll(/\B(?=(\d{3})+(?!\d))/g, thin);
}

/** `14 kB`, `8.4 MB`: decimal units, one place below ten. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const shown = unit === 0 || value >= 9.95 ? String(Math.round(value)) : value.toFixed(1);
  return `${shown}${space}${units[unit]}`;
}

function dayCount(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
