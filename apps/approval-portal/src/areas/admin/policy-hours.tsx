import type { PolicyConstraints } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { IconPlus, IconX } from '../../ui/icons.js';
import { dayChoiceOf, dayChoices } from './policy-words.js';
import { SentenceChoice } from './sentence-choice.js';

type Hours = PolicyConstraints['allowedHours'];

const clockTimes = Array.from({ length: 49 }, (_, half) => {
  const label = `${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`;
  return { value: label, label };
});

/** Allowed hours in plant time; none means any hour. A time slot must lie inside one stretch. */
export function PolicyHours({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) {
  const { s } = text.admin;
  const change = (index: number, part: Partial<Hours[number]>) =>
    onChange(hours.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <div>
      <span className="lead">{s.hoursLead}</span> {hours.length === 0 && `${s.hoursAny}.`}
      {hours.map((stretch, index) => {
        const days = dayChoiceOf(stretch.days);
        return (
          <span key={index}>
            {s.hoursBetween}{' '}
            <SentenceChoice
              label={s.from}
              value={stretch.from}
              choices={timesWith(stretch.from)}
              onChange={(from) => change(index, { from })}
            />{' '}
            {s.hoursAnd}{' '}
            <SentenceChoice
              label={s.until}
              value={stretch.until}
              choices={timesWith(stretch.until)}
              onChange={(until) => change(index, { until })}
            />{' '}
            {s.hoursOn}{' '}
            <SentenceChoice<string>
              label={s.daysLabel}
              value={days}
              choices={[
                { value: 'working', label: s.weekdays },
                { value: 'every', label: s.everyDay },
                { value: 'weekend', label: s.weekend },
                ...(days === 'own'
                  ? [{ value: 'own', label: stretch.days.map((day) => dayName(day)).join(' ') }]
                  : []),
              ]}
              onChange={(choice) =>
                choice !== 'own' &&
                change(index, { days: [...dayChoices[choice as keyof typeof dayChoices]] })
              }
            />
            <button
              type="button"
              className="k-x"
              aria-label={s.hoursRemove}
              onClick={() => onChange(hours.filter((_, at) => at !== index))}
            >
              <IconX className="i" />
            </button>{' '}
          </span>
        );
      })}
      <button
        type="button"
        className="btn quiet sm"
        onClick={() => onChange([...hours, { days: [...dayChoices.working], from: '06:00', until: '18:00' }])}
      >
        <IconPlus className="i" /> {s.hoursAdd}
      </button>
    </div>
  );
}

function timesWith(value: string) {
  return clockTimes.some((one) => one.value === value)
    ? clockTimes
    : [...clockTimes, { value, label: value }];
}

function dayName(day: number): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, day),
  );
}
