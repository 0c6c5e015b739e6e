import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FactorNotGiven } from '../../api/fresh-factor.js';
import { takeViewerPassword } from '../../api/grants.js';
import { text } from '../../text/en.js';
import { countdown } from '../../text/spans.js';
import { Note } from '../../ui/note.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { useNow } from '../../ui/use-now.js';
import { ViewerFact } from './viewer-fact.js';

/** For a viewer that knows no encryption, where the site lets such ones in: what that means first, then the password. */
export function OldViewer({ grantId }: { grantId: string }) {
  const [opened, setOpened] = useState(false);
  const made = useMutation({ networkMode: 'always', mutationFn: () => takeViewerPassword(grantId) });
  const left = Date.parse(made.data?.expiresAt ?? '') - useNow(1000);
  const isLive = made.data !== undefined && left > 0;
  if (!opened)
    return (
      <button type="button" className="btn" onClick={() => setOpened(true)}>
        {text.vendor.oldViewer}
      </button>
    );
  return (
    <section className="stack" aria-label={text.vendor.oldViewer}>
      <Note kind="warn">{text.vendor.oldViewerClear}</Note>
      {isLive && (
        <>
          <dl>
            <ViewerFact name={text.vendor.viewerHost} value={`${made.data.host}::${made.data.port}`} />
            <ViewerFact name={text.vendor.oldViewerPassword} value={made.data.password} />
          </dl>
          <p className="hint" role="timer">
            {text.vendor.viewerTokenLeft(countdown(left))}
          </p>
        </>
      )}
      {!isLive && (
        <button type="button" className="btn" disabled={made.isPending} onClick={() => made.mutate()}>
          {made.data === undefined ? text.vendor.oldViewerGo : text.vendor.viewerAgain}
        </button>
      )}
      <ProblemNote error={made.error instanceof FactorNotGiven ? null : made.error} />
    </section>
  );
}
