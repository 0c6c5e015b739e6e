import { text } from '../text/en.js';
import { LoadingRows } from '../ui/list-of.js';
import { ProblemNote } from '../ui/problem-note.js';

/** Stands over the place of the machine's screen until there is one, and says what is waited for. */
export function WorkWait(props: { words: string; problem: unknown; onRetry: () => void }) {
  return (
    <div className="work-wait" role="status">
      {props.problem ? (
        <ProblemNote error={props.problem} onRetry={props.onRetry} />
      ) : (
        <>
          <p>{props.words}</p>
          <LoadingRows rows={1} />
        </>
      )}
    </div>
  );
}

export function waitingFor(asked: boolean, tag: string): string {
  return asked ? text.session.checking(tag) : text.session.asking;
}
