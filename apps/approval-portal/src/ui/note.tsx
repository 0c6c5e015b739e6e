import type { ReactNode } from 'react';
import { Sign, type SignKind } from './sign-word.js';

/** A boxed remark with its sign. Stop and warn ones are spoken at once. */
export function Note({ kind, children }: { kind: Exclude<SignKind, 'rec' | 'off'>; children: ReactNode }) {
  return (
    <div className={`note ${kind}`} role={kind === 'stop' || kind === 'warn' ? 'alert' : 'status'}>
      <Sign kind={kind} />
      <div className="note-t">{children}</div>
    </div>
  );
}
