import { type AccessRequest, type ChannelRight } from '@gatehouse/contracts';
import { Drawer, Textarea } from '@mantine/core';
import { useId, useState } from 'react';
import { serverNow } from '../../api/server-clock.js';
import { firstName, windowMs } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { windowText } from '../../text/plant-time.js';
import { duration } from '../../text/spans.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { shorterSlots } from './shorter-slots.js';
import type { Reviewing } from './use-review.js';

export function ShorterDrawer(props: {
  request: AccessRequest;
  opened: boolean;
  onClose: () => void;
  review: Reviewing;
}) {
  const { request, opened, onClose, review } = props;
  const zone = request.site.timeZone;
  const [slots] = useState(() => shorterSlots(request.window, serverNow()));
  const [chosen, setChosen] = useState(0);
  const [rights, setRights] = useState<ChannelRight[]>(request.rights);
  const [reason, setReason] = useState('');
  const name = useId();
  const window = slots[chosen] ?? request.window;
  const times = windowText(window, zone, serverNow());
  const less = chosen > 0 || rights.length < request.rights.length;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="auto"
      title={text.approver.shorterTitle}
      classNames={{ title: 'sheet-t', body: 'sheet', content: 'sheet-c' }}
      closeButtonProps={{ 'aria-label': text.common.close, size: 'xl' }}
    >
      <p className="muted">{text.approver.shorterLead(firstName(request.requester.displayName))}</p>
      <div className="chips" role="radiogroup" aria-label={text.approver.shorterEnd}>
        {slots.map((slot, index) => (
          <label key={slot.closesAt} className={index === 0 ? 'whole' : undefined}>
            <input type="radio" name={name} checked={chosen === index} onChange={() => setChosen(index)} />
            {index === 0
              ? text.approver.shorterWhole(windowText(slot, zone, serverNow()))
              : `${windowText(slot, zone, serverNow())} (${duration(windowMs(slot))})`}
          </label>
        ))}
      </div>
      {request.rights.length > 1 && (
        <div className="chips" role="group" aria-label={text.approver.shorterRights}>
          {request.rights.map((right) => (
            <label key={right}>
              <input
                type="checkbox"
                checked={rights.includes(right)}
                // Without its screen nothing is left of a machine with one: that would be to deny.
                disabled={right === 'view'}
                onChange={() =>
                  setRights(
                    rights.includes(right) ? rights.filter((one) => one !== right) : [...rights, right],
                  )
                }
              />
              {text.request.rightName(right)}
            </label>
          ))}
        </div>
      )}
      <Textarea
        size="md"
        rows={2}
        maxLength={2000}
        label={text.approver.shorterNote}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <ProblemNote error={review.error} />
      <button
        type="button"
        className="btn pri glove"
        disabled={rights.length === 0 || !less || review.isPending}
        onClick={() =>
          review.mutate({
            verdict: 'approve',
            contentHash: request.contentHash,
            ...(chosen > 0 ? { window } : {}),
            ...(rights.length < request.rights.length ? { rights } : {}),
            ...(reason.trim() === '' ? {} : { reason }),
          })
        }
      >
        <span>{text.approver.shorterGo(times)}</span>
      </button>
      <button type="button" className="btn glove2" onClick={onClose}>
        {text.approver.backToRequest}
      </button>
    </Drawer>
  );
}
