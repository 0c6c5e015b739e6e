import { ApiProblem } from '../api/problem-error.js';
import { text } from '../text/en.js';
import { errorWords } from './error-words.js';
import { Note } from './note.js';

/** A refusal or a failure, and what to do next. Shows nothing when there is none. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (!error) return null;
  const words = errorWords(error);
  if (words === '') return null;
  const details = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  return (
    <Note kind="stop">
      <p>{words}</p>
      {details.length > 0 && (
        <ul className="note-l">
          {details.map((detail, index) => (
            <li key={index}>{detail.message}</li>
          ))}
        </ul>
      )}
      {onRetry && (
        <button type="button" className="btn sm" onClick={onRetry}>
          {text.common.tryAgain}
        </button>
      )}
    </Note>
  );
}
