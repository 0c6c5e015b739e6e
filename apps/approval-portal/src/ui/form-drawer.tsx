import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../text/en.js';
import { ProblemNote } from './problem-note.js';

/** A form beside the list it adds to. Closes by itself once the gateway took it. */
export function FormDrawer(props: {
  title: string;
  opened: boolean;
  onClose: () => void;
  submit: () => Promise<boolean>;
  busy: boolean;
  error: unknown;
  go?: string;
  children: ReactNode;
}) {
  const { title, opened, onClose, submit, busy, error, go = text.admin.save, children } = props;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="26rem"
      title={title}
      closeButtonProps={{ 'aria-label': text.common.close, size: 'lg' }}
    >
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit().then((done) => done && onClose());
        }}
      >
        {children}
        <ProblemNote error={error} />
        <button type="submit" className="btn pri tall" disabled={busy}>
          {go}
        </button>
      </form>
    </Drawer>
  );
}
