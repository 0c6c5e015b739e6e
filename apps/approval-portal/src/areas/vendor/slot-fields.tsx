import { TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { windowMs } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { fullDay, isoDay, sameOffset, windowText, zoneCity } from '../../text/plant-time.js';
import { duration } from '../../text/spans.js';
import { IconCalendar } from '../../ui/icons.js';
import { useMe } from '../../ui/use-me.js';
import { useNow } from '../../ui/use-now.js';
import { clockTime, type RequestDraft, slotOf } from './request-draft.js';
import { SlotStrip } from './slot-strip.js';

export function SlotFields(props: {
  draft: RequestDraft;
  change: (part: Partial<RequestDraft>) => void;
  zone: string;
  siteName: string;
}) {
  const { draft, change, zone, siteName } = props;
  const me = useMe();
  const now = useNow(30_000);
  const slot = slotOf(draft, zone);
  const away = slot.problem === null && !sameOffset(me.timeZone, zone, slot.window.opensAt);
  return (
    <fieldset className="win">
      <legend>
        {text.vendor.when} <span className="hint">{text.vendor.whenHint}</span>
      </legend>
      <div className="win-f">
        <DatePickerInput
          className="date-f"
          size="md"
          aria-label={`${text.vendor.date} ${fullDay(draft.date, 'UTC')}`}
          leftSection={<IconCalendar className="i" />}
          valueFormat="ddd D MMM YYYY"
          firstDayOfWeek={1}
          minDate={isoDay(now, zone)}
          value={draft.date}
          onChange={(value) => value && change({ date: value })}
        />
        <TimeField label={text.vendor.from} value={draft.from} onChange={(from) => change({ from })} />
        <span aria-hidden="true">{text.vendor.to}</span>
        <TimeField label={text.vendor.until} value={draft.until} onChange={(until) => change({ until })} />
        {slot.problem === null && <b>{duration(windowMs(slot.window))}</b>}
        {slot.problem === null && away && (
          <span className="muted">
            {text.vendor.inCity(windowText(slot.window, me.timeZone, now), zoneCity(me.timeZone))}
          </span>
        )}
      </div>
      <p className="hint slot-note" role="status">
        {slot.problem === 'wrong-time' && text.vendor.wrongTime}
        {slot.problem === 'gap-time' && text.vendor.gapTime}
        {slot.problem === null && slot.overMidnight && text.vendor.overMidnight}
      </p>
      {slot.problem === null && (
        <SlotStrip window={slot.window} zone={zone} siteName={siteName} ownZone={me.timeZone} now={now} />
      )}
    </fieldset>
  );
}

/** A text field, for the browser's own time field follows the device's 12 h or 24 h habit and this must be 24 h. */
function TimeField(props: { label: string; value: string; onChange: (value: string) => void }) {
  const { label, value, onChange } = props;
  return (
    <TextInput
      className="time-f"
      size="md"
      aria-label={label}
      inputMode="numeric"
      maxLength={5}
      value={value}
      error={clockTime(value) === null}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={() => onChange(clockTime(value) ?? value)}
    />
  );
}
