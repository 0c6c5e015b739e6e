import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, useLocation, useNavigate } from 'react-router-dom';
import { followLive } from '../api/live.js';
import { meQuery } from '../api/me.js';
import { signedOut } from '../api/signed-out.js';
import { LoadingRows } from '../ui/list-of.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Shell } from '../ui/shell.js';
import { StepUpDialog } from '../ui/step-up-dialog.js';
import { MeContext } from '../ui/use-me.js';

/** Everything behind sign-in: knows who it is, follows what changes, and goes to sign-in when the gateway says so. */
export function SignedIn() {
  const me = useQuery(meQuery);
  const queries = useQueryClient();
  const location = useLocation();
  const navigate = useNavigate();
  const from = `${location.pathname}${location.search}`;
  const signedIn = Boolean(me.data);

  useEffect(() => (signedIn ? followLive(queries) : undefined), [signedIn, queries]);
  useEffect(
    () =>
      signedOut.watch(() => {
        queries.setQueryData(meQuery.queryKey, null);
        void navigate('/sign-in', { state: { from }, replace: true });
      }),
    [queries, navigate, from],
  );

  if (me.data === undefined)
    return (
      <main className="door">
        {me.error ? (
          <ProblemNote error={me.error} onRetry={() => void me.refetch()} />
        ) : (
          <LoadingRows rows={2} />
        )}
      </main>
    );
  if (me.data === null) return <Navigate to="/sign-in" state={{ from }} replace />;
  return (
    <MeContext value={me.data}>
      <Shell />
      <StepUpDialog />
    </MeContext>
  );
}
