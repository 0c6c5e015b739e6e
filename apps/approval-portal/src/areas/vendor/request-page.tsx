import '@mantine/dates/styles.css';
import './vendor.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { submitRequest } from '../../api/access-requests.js';
import { entitledTargetsQuery } from '../../api/directory.js';
import { text } from '../../text/en.js';
import { LoadingRows } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { EmptyState } from '../../ui/empty-state.js';
import { useMe } from '../../ui/use-me.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { protocolsOf } from './draft-rights.js';
import { JobForm } from './job-form.js';
import { MachinePicker } from './machine-picker.js';
import { bodyOf, toggleTarget } from './request-draft.js';
import { TakesPanel } from './takes-panel.js';
import { useDraft } from './use-draft.js';

export function RequestPage() {
  usePageTitle(text.vendor.newRequest);
  const me = useMe();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const targets = useQuery(entitledTargetsQuery);
  const all = targets.data?.items ?? [];
  const { draft, change, clear, forget } = useDraft(me.sites[0]?.timeZone ?? 'UTC');
  const chosen = all.filter(({ id }) => draft.targetIds.includes(id));
  const zone = chosen[0]?.site.timeZone ?? me.sites[0]?.timeZone ?? 'UTC';
  const send = useMutation({
    mutationFn: submitRequest,
    onSuccess: async (request) => {
      forget();
      await queries.invalidateQueries({ queryKey: ['access-requests'] });
      await navigate(`/requests/${request.id}`);
    },
  });
  const protocols = protocolsOf(chosen);
  const body = bodyOf(draft, zone, protocols);
  return (
    <main className="req">
      <section className="pick" aria-labelledby="pick-h">
        <h1 id="pick-h">{text.vendor.newRequest}</h1>
        {targets.error && <ProblemNote error={targets.error} onRetry={() => void targets.refetch()} />}
        {!targets.data && !targets.error && <LoadingRows rows={4} />}
        {targets.data && all.length === 0 && <EmptyState>{text.vendor.noMachines}</EmptyState>}
        {all.length > 0 && (
          <MachinePicker
            targets={all}
            chosen={draft.targetIds}
            onToggle={(target) => change({ targetIds: toggleTarget(draft, target, all) })}
          />
        )}
        <p className="hint draft-line">
          {text.vendor.draftKept}{' '}
          <button type="button" className="btn quiet sm" onClick={clear}>
            {text.vendor.clearDraft}
          </button>
        </p>
      </section>
      <JobForm draft={draft} change={change} chosen={chosen} zone={zone} />
      <TakesPanel
        draft={draft}
        zone={zone}
        protocols={protocols}
        ready={body !== null}
        busy={send.isPending}
        error={send.error}
        onSend={() => body && send.mutate(body)}
      />
    </main>
  );
}
