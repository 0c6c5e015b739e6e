import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sitesQuery, zonesQuery } from '../../api/directory.js';
import { policiesQuery } from '../../api/policies.js';
import { text } from '../../text/en.js';
import { EmptyState } from '../../ui/empty-state.js';
import { IconPlus } from '../../ui/icons.js';
import { LoadingRows } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import './admin.css';
import { PolicyEditor } from './policy-editor.js';
import { scopeWords } from './policy-words.js';

export function PoliciesPage() {
  usePageTitle(text.admin.policies);
  const policies = useQuery(policiesQuery);
  const zones = useQuery(zonesQuery).data?.items ?? [];
  const sites = useQuery(sitesQuery).data?.items ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const all = policies.data?.items ?? [];
  const policy = chosen === 'new' ? null : (all.find(({ id }) => id === chosen) ?? all[0] ?? null);
  return (
    <main className="pol">
      <nav className="plist" aria-label={text.admin.policies}>
        <h1>{text.admin.policies}</h1>
        <p className="hint">{text.admin.policiesLead}</p>
        {policies.error && <ProblemNote error={policies.error} onRetry={() => void policies.refetch()} />}
        {!policies.data && !policies.error && <LoadingRows rows={3} />}
        <ol>
          {all.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                aria-current={one.id === policy?.id ? 'true' : undefined}
                onClick={() => setChosen(one.id)}
              >
                <b>{one.name}</b>
                <span>
                  {sites.find(({ id }) => id === one.siteId)?.name}, {scopeWords(one, zones)}
                </span>
              </button>
            </li>
          ))}
        </ol>
        <button type="button" className="btn" onClick={() => setChosen('new')}>
          <IconPlus className="i" /> {text.admin.addPolicy}
        </button>
      </nav>
      <section className="ed">
        {policies.data && policy === null && chosen !== 'new' ? (
          <EmptyState>{text.admin.noPolicies}</EmptyState>
        ) : (
          sites.length > 0 &&
          (policy !== null || chosen === 'new') && (
            <PolicyEditor
              key={`${policy?.id ?? 'new'} ${policy?.revision ?? 0}`}
              policy={policy}
              sites={sites}
              zones={zones}
              onSaved={setChosen}
            />
          )
        )}
      </section>
    </main>
  );
}
