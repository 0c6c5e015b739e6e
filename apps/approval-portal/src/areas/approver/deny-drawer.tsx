import type { AccessRequest } from '@gatehouse/contracts';
import { Drawer, Textarea } from '@mantine/core';
import { useId, useState } from 'react';
import { firstName } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { IconHandStop } from '../../ui/icons.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { UnsentNote } from './unsent-note.js';
import type { Reviewing } from './use-review.js';

interface DrawerProps {
  request: AccessRequest;
  opened: boolean;
  onClose: () => void;
  review: Reviewing;
}

/** No reason is chosen beforehand, and one is needed: the vendor reads it. */
export function DenyDrawer({ request, opened, onClose, review }: DrawerProps) {
  const [reason, setReason] = useState('');
  const [words, setWords] = useState('');
  const name = useId();
  const whole = [reason, words.trim()].filter(Boolean).join('. ');
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="auto"
      title={text.approver.denyTitle}
      classNames={{ title: 'sheet-t', body: 'sheet', content: 'sheet-c' }}
      closeButtonProps={{ 'aria-label': text.common.close, size: 'xl' }}
    >
      <p className="muted">{text.approver.denyLead(firstName(request.requester.displayName))}</p>
      <div className="chips" role="radiogroup" aria-label={text.approver.denyTitle}>
        {text.approver.denyReasons.map((one) => (
          <label key={one}>
            <input type="radio" name={name} checked={reason === one} onChange={() => setReason(one)} />
            {one}
          </label>
        ))}
      </div>
      <Textarea
        size="md"
        rows={2}
        maxLength={1500}
        label={text.approver.denyWords}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <UnsentNote words={text.approver.notSentDeny} />
      <ProblemNote error={review.error} />
      <button
        type="button"
        className="btn end glove"
        disabled={reason === '' || review.isPending}
        onClick={() => review.mutate({ verdict: 'deny', contentHash: request.contentHash, reason: whole })}
      >
        <IconHandStop className="i" />
        <span>{reason === '' ? text.approver.denyChoose : text.approver.denyGo}</span>
      </button>
      <button type="button" className="btn glove2" onClick={onClose}>
        {text.approver.backToRequest}
      </button>
    </Drawer>
  );
}
