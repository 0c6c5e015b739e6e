import type { DryRunAnswer, Protocol } from '@gatehouse/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { dryRunQuery } from '../../api/access-requests.js';
import { liveLink } from '../../api/live.js';
import { text } from '../../text/en.js';
import { clockWithSeconds } from '../../text/plant-time.js';
import { IconSend } from '../../ui/icons.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { SignWord } from '../../ui/sign-word.js';
import { bodyOf, type RequestDraft } from './request-draft.js';
import { TakesSteps } from './takes-steps.js';

/** What the request would take, asked from the same code that decides it later, while it is being written. */
export function TakesPanel(props: {
  draft: RequestDraft;
  zone: string;
  protocols: readonly Protocol[];
  ready: boolean;
  busy: boolean;
  error: unknown;
  onSend: () => void;
}) {
  const { draft, zone, protocols, ready, busy, error, onSend } = props;
  const [asked] = useDebouncedValue(draft, 350);
  const body = bodyOf(asked, zone, protocols, true);
  const dryRun = useQuery({
    ...(body === null
      ? { queryKey: ['access-requests', 'dry-run', null], queryFn: skipToken }
      : dryRunQuery(body)),
    placeholderData: keepPreviousData,
  } as ReturnType<typeof dryRunQuery>);
  const answer = body === null ? undefined : dryRun.data;
  const decision = answer?.decision;
  const link = useSyncExternalStore(liveLink.watch, liveLink.get);
  const denied = decision !== undefined && decision.outcome !== 'allow';
  return (
    <aside className="takes" aria-live="polite" aria-labelledby="takes-h">
      <div>
        <h2 id="takes-h">{text.vendor.takes}</h2>
        <p className="takes-sum">{summary(answer)}</p>
      </div>
      {dryRun.error && <ProblemNote error={dryRun.error} onRetry={() => void dryRun.refetch()} />}
      {decision?.outcome === 'deny' && (
        <ul className="against">
          {decision.reasons.map((reason, index) => (
            <li key={index}>
              <SignWord kind="stop">{reason.message}</SignWord>
            </li>
          ))}
        </ul>
      )}
      {answer && decision?.outcome === 'allow' && body !== null && (
        <TakesSteps answer={answer} window={body.window} zone={zone} />
      )}
      <div className="send">
        {error !== null && <ProblemNote error={error} />}
        <button
          type="button"
          className={`btn ${ready && !denied && link.up ? 'pri' : ''}`}
          disabled={!ready || denied || busy || !link.up}
          onClick={onSend}
        >
          <IconSend className="i" />
          {!link.up
            ? text.vendor.sendOffline
            : denied
              ? text.vendor.sendDenied
              : ready
                ? text.vendor.send
                : text.vendor.sendWaits}
        </button>
        {decision?.outcome === 'allow' && (
          <span className="hint">
            {dryRun.isFetching
              ? text.vendor.checking
              : text.vendor.checkedAt(
                  clockWithSeconds(dryRun.dataUpdatedAt, zone),
                  decision.policies.map(({ name, revision }) => `${name} ${revision}`).join(', '),
                )}
          </span>
        )}
      </div>
    </aside>
  );
}

function summary(answer: DryRunAnswer | undefined): string {
  if (!answer) return text.vendor.takesLater;
  const { decision } = answer;
  if (decision.outcome === 'deny') return text.vendor.takesNot;
  if (decision.outcome === 'broken') return text.vendor.takesBroken;
  const needed = decision.obligations.reviewersNeeded.reduce((sum, { count }) => sum + count, 0);
  return needed === 1 ? text.vendor.takesOne : text.vendor.takesMany(needed);
}
