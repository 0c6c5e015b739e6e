import type { Site } from '@gatehouse/contracts';
import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { setViewerPasswords } from '../../api/directory.js';
import { FactorNotGiven } from '../../api/fresh-factor.js';
import { text } from '../../text/en.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { useAgain } from './use-again.js';

/** Lets viewers without encryption in, after saying what that means, or shuts them out at once. */
export function ViewerPasswordsButton({ site }: { site: Site }) {
  const [asking, setAsking] = useState(false);
  const again = useAgain('sites');
  const change = useMutation({
    mutationFn: (allowed: boolean) => setViewerPasswords(site.id, allowed),
    onSuccess: () => setAsking(false),
    onSettled: again,
  });
  const isOn = site.allowsViewerPasswords;
  return (
    <>
      <button
        type="button"
        className="btn"
        disabled={change.isPending}
        onClick={() => (isOn ? change.mutate(false) : setAsking(true))}
      >
        {isOn ? text.admin.viewerPasswordsWithdraw : text.admin.viewerPasswordsAllow}
      </button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={text.admin.viewerPasswordsTitle(site.name)}
        size={520}
        closeButtonProps={{ 'aria-label': text.common.close, size: 'lg' }}
      >
        <div className="stack">
          <p>{text.admin.viewerPasswordsWhat}</p>
          <ProblemNote error={change.error instanceof FactorNotGiven ? null : change.error} />
          <div className="ask-acts">
            <button type="button" className="btn" data-autofocus onClick={() => setAsking(false)}>
              {text.common.cancel}
            </button>
            <button
              type="button"
              className="btn pri"
              disabled={change.isPending}
              onClick={() => change.mutate(true)}
            >
              {text.admin.viewerPasswordsAllow}
            </button>
          </div>
        </div>
      </Modal>
    </>
  );
}
