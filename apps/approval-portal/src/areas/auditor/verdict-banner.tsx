import type { VerificationAnswer } from '@gatehouse/contracts';
import type { UseQueryResult } from '@tanstack/react-query';
import { text } from '../../text/en.js';
import { clockWithSeconds } from '../../text/plant-time.js';
import { thousands } from '../../text/spans.js';
import { errorWords } from '../../ui/error-words.js';
import { IconRefresh } from '../../ui/icons.js';
import { Sign, type SignKind } from '../../ui/sign-word.js';

const signs: Record<VerificationAnswer['verdict'], SignKind> = {
  unaltered: 'safe',
  gaps: 'warn',
  altered: 'stop',
  unreadable: 'stop',
};

/** Whether anything was altered or is missing, with every gap by its name. */
export function VerdictBanner({
  verification,
  zone,
}: {
  verification: UseQueryResult<VerificationAnswer>;
  zone: string;
}) {
  const { data, error, isFetching } = verification;
  const kind = data ? signs[data.verdict] : error ? 'stop' : 'must';
  return (
    <div className={`verdict ${kind}`} role="status">
      <Sign kind={kind} />
      <div>
        <h2>
          {data
            ? text.auditor.verdicts[data.verdict]
            : error
              ? text.auditor.verifyFailed
              : text.auditor.verifying}
        </h2>
        {error && !data && <p>{errorWords(error)}</p>}
        {data && (
          <p>
            {data.sentence} {text.auditor.parts(thousands(data.chunks), thousands(data.checkpoints))}
          </p>
        )}
        {data && data.findings.length > 0 && (
          <ul>
            {data.findings.map((finding, index) => (
              <li key={index}>{finding.text}</li>
            ))}
          </ul>
        )}
      </div>
      <div className="v-r">
        <button
          type="button"
          className="btn"
          disabled={isFetching}
          onClick={() => void verification.refetch()}
        >
          <IconRefresh className="i" /> {text.auditor.verifyAgain}
        </button>
        {data && (
          <span className="hint">
            {text.auditor.checkedAt(clockWithSeconds(data.checkedAt, zone))},{' '}
            {data.auditTrailAgrees ? text.auditor.trailAgrees : text.auditor.trailDisagrees}
          </span>
        )}
      </div>
    </div>
  );
}
