import type { ReactNode } from 'react';

export type SignKind = 'safe' | 'warn' | 'stop' | 'must' | 'rec' | 'off';

/** A state: shape, then word, then colour. The shapes are those on a plant wall (ISO 3864). */
export function SignWord({ kind, children }: { kind: SignKind; children: ReactNode }) {
  return (
    <span className={`st ${kind}`}>
      <Sign kind={kind} />
      <span>{children}</span>
    </span>
  );
}

export function Sign({ kind }: { kind: SignKind }) {
  return (
    <svg className="i sign" viewBox="0 0 24 24" aria-hidden="true">
      {shapes[kind]}
    </svg>
  );
}

const shapes: Record<SignKind, ReactNode> = {
  safe: (
    <>
      <rect x="2.5" y="2.5" width="19" height="19" rx="3" fill="var(--gh-safe-fill)" />
      <path
        d="m7 12.5 3.4 3.4L17 8.8"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  warn: (
    <>
      <path
        d="M12 2.6 22.6 21H1.4z"
        fill="var(--gh-warn-fill)"
        stroke="var(--gh-sign-edge)"
        strokeWidth="1.8"
        strokeLinejoin="round"
      />
      <path d="M12 9v5.4" stroke="#14191D" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="12" cy="18" r="1.5" fill="#14191D" />
    </>
  ),
  stop: (
    <>
      <path d="M8 1.8h8L22.2 8v8L16 22.2H8L1.8 16V8z" fill="var(--gh-stop-fill)" />
      <path d="M6.6 12h10.8" stroke="#fff" strokeWidth="3.6" />
    </>
  ),
  must: (
    <>
      <circle cx="12" cy="12" r="10.2" fill="var(--gh-must-fill)" />
      <path d="M12 6.2v7" stroke="#fff" strokeWidth="2.8" strokeLinecap="round" />
      <circle cx="12" cy="17.3" r="1.7" fill="#fff" />
    </>
  ),
  rec: <circle cx="12" cy="12" r="7.5" fill="var(--gh-stop-fill)" />,
  off: (
    <circle
      cx="12"
      cy="12"
      r="8.6"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeDasharray="3.4 2.6"
    />
  ),
};
