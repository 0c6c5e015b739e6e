import type { Session } from '@gatehouse/contracts';
import { Drawer, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { serverNow } from '../../api/server-clock.js';
import { messageSession } from '../../api/sessions.js';
import { firstName } from '../../text/decision-sentence.js';
import { text } from '../../text/en.js';
import { IconSend } from '../../ui/icons.js';
import { ProblemNote } from '../../ui/problem-note.js';

/** A line for the vendor's screen. Sent once: a message is not tried again behind the writer's back. */
export function MessageDrawer(props: {
  session: Session;
  opened: boolean;
  onClose: () => void;
  onSent: (at: number) => void;
}) {
  const { session, opened, onClose, onSent } = props;
  const [words, setWords] = useState('');
  const send = useMutation({
    networkMode: 'always',
    mutationFn: () => messageSession(session.id, words.trim()),
    onSuccess: () => {
      setWords('');
      onSent(serverNow());
      onClose();
    },
  });
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="bottom"
      size="auto"
      title={text.watch.messageTitle(firstName(session.person.displayName))}
      classNames={{ title: 'sheet-t', body: 'sheet', content: 'sheet-c' }}
      closeButtonProps={{ 'aria-label': text.common.close, size: 'xl' }}
    >
      <form
        className="sheet"
        onSubmit={(event) => {
          event.preventDefault();
          if (words.trim() !== '' && !send.isPending) send.mutate();
        }}
      >
        <p className="muted">{text.watch.messageLead}</p>
        <TextInput
          size="md"
          maxLength={300}
          data-autofocus
          autoComplete="off"
          label={text.watch.messageWords}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <ProblemNote error={send.error} />
        <button type="submit" className="btn pri glove" disabled={words.trim() === '' || send.isPending}>
          <IconSend className="i" /> <span>{text.watch.messageGo}</span>
        </button>
      </form>
    </Drawer>
  );
}
