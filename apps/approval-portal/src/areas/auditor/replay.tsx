import { useQuery } from '@tanstack/react-query';
import { timelineQuery, verifyRecording } from '../../api/recordings.js';
import { Player } from '../../player/player.js';
import type { Mark } from '../../player/player-timeline.js';
import { LoadingRows } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { VerdictBanner } from './verdict-banner.js';

export function Replay({ recordingId, zone }: { recordingId: string; zone: string }) {
  const timeline = useQuery(timelineQuery(recordingId));
  const verification = useQuery({
    queryKey: ['recording-verification', recordingId],
    queryFn: () => verifyRecording(recordingId),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const gaps: Mark[] = (verification.data?.findings ?? []).flatMap(({ atMs, text }) =>
    atMs === null ? [] : [{ atMs, kind: 'gap', text }],
  );
  return (
    <>
      <VerdictBanner verification={verification} zone={zone} />
      {timeline.data ? (
        <Player timeline={timeline.data} zone={zone} gaps={gaps} />
      ) : (
        <div className="plain">
          {timeline.error ? (
            <ProblemNote error={timeline.error} onRetry={() => void timeline.refetch()} />
          ) : (
            <LoadingRows rows={4} />
          )}
        </div>
      )}
    </>
  );
}
