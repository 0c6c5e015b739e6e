import type { ReactNode } from 'react';
import { text } from '../../text/en.js';
import { BrandMark } from '../../ui/brand-mark.js';

/** The page of everybody who is not signed in: mark, one card, nothing else. */
export function Door({
  title,
  lead,
  children,
  wide = false,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}) {
  return (
    <main className={`door ${wide ? 'wide' : ''}`}>
      <p className="brand">
        <BrandMark />
        <span>{text.common.product}</span>
      </p>
      <section className="panel door-card">
        <div className="door-h">
          <h1>{title}</h1>
          {lead !== undefined && <p className="muted">{lead}</p>}
        </div>
        {children}
      </section>
    </main>
  );
}
