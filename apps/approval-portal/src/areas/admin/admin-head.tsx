import type { ReactNode } from 'react';
import './admin.css';

export function AdminHead({ title, lead, children }: { title: string; lead: string; children?: ReactNode }) {
  return (
    <header className="ah">
      <div>
        <h1>{title}</h1>
        <p className="muted">{lead}</p>
      </div>
      {children !== undefined && <div className="do">{children}</div>}
    </header>
  );
}
