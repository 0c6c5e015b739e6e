import type { ReactNode } from 'react';

/** One row of a decision card. `stop` marks what blocks: it stands on a tint over the whole width. */
export function FactRow({
  name,
  stop = false,
  children,
}: {
  name: string;
  stop?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`fact ${stop ? 'dev stop' : ''}`}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
