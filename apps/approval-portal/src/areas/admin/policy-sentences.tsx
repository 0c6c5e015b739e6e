import { type PolicyConstraints, rightKindsOf } from '@gatehouse/contracts';
import { text } from '../../text/en.js';
import { duration } from '../../text/spans.js';
import { PolicyFiles } from './policy-files.js';
import { PolicyHours } from './policy-hours.js';
import { PolicyRights } from './policy-rights.js';
import { stepsWith } from './policy-words.js';
import { SentenceChoice } from './sentence-choice.js';

interface Props {
  constraints: PolicyConstraints;
  change: (part: Partial<PolicyConstraints>) => void;
}

export function PolicySentences({ constraints, change }: Props) {
  const { s } = text.admin;
  const minutes = (value: number, steps: readonly number[]) =>
    stepsWith(value, steps).map((one) => ({
      value: one,
      label: one === 0 ? s.noLead : duration(one * 60_000),
    }));
  const seconds = (value: number, steps: readonly number[]) =>
    stepsWith(value, steps).map((one) => ({
      value: one,
      label: one === 0 ? s.codeEach : duration(one * 1000),
    }));
  const count = constraints.reviewersNeeded.reduce((sum, rule) => sum + rule.count, 0);
  return (
    <>
      <p>
        <span className="lead">{s.mayAsk}</span> {s.atMost}{' '}
        <SentenceChoice
          label={s.atMost}
          value={constraints.longestWindowMinutes}
          choices={minutes(constraints.longestWindowMinutes, [30, 60, 120, 240, 480, 720, 1440])}
          onChange={(longestWindowMinutes) => change({ longestWindowMinutes })}
        />
        , {s.ahead}{' '}
        <SentenceChoice
          label={s.ahead}
          value={constraints.leadTimeMinutes}
          choices={minutes(constraints.leadTimeMinutes, [0, 15, 60, 240, 1440, 2880])}
          onChange={(leadTimeMinutes) => change({ leadTimeMinutes })}
        />{' '}
        {s.aheadEnd}{' '}
        <SentenceChoice
          label={s.aheadEnd}
          value={constraints.furthestAheadDays}
          choices={stepsWith(constraints.furthestAheadDays, [1, 7, 14, 30, 90]).map((days) => ({
            value: days,
            label: s.days(days),
          }))}
          onChange={(furthestAheadDays) => change({ furthestAheadDays })}
        />{' '}
        {s.aheadDays}.
      </p>
      <PolicyHours hours={constraints.allowedHours} onChange={(allowedHours) => change({ allowedHours })} />
      <PolicyRights lead={s.rights} kinds={rightKindsOf('ssh')} constraints={constraints} change={change} />
      <PolicyRights
        lead={s.rightsDesktop}
        kinds={rightKindsOf('vnc')}
        constraints={constraints}
        change={change}
      />
      {constraints.rightsAllowed.some((kind) => kind.startsWith('files-')) && (
        <PolicyFiles files={constraints.files} change={(files) => change({ files })} />
      )}
      <p>
        <span className="lead">{s.takes}</span>{' '}
        <SentenceChoice
          label={s.takes}
          value={count}
          choices={stepsWith(count, [1, 2, 3]).map((one) => ({ value: one, label: s.approvals(one) }))}
          onChange={(one) => change({ reviewersNeeded: [{ role: 'approver', count: one }] })}
        />{' '}
        {s.approvalOf}
      </p>
      <p>
        <span className="lead">{s.workOrder}</span>{' '}
        <SentenceChoice
          label={s.workOrder}
          value={constraints.workOrderRequired ? 'yes' : 'no'}
          choices={[
            { value: 'yes', label: s.needed },
            { value: 'no', label: s.notNeeded },
          ]}
          onChange={(value) => change({ workOrderRequired: value === 'yes' })}
        />
        .
      </p>
      <p>
        <span className="lead">{s.unanswered}</span>{' '}
        <SentenceChoice
          label={s.unanswered}
          value={constraints.answerWithinMinutes}
          choices={minutes(constraints.answerWithinMinutes, [5, 10, 20, 30, 60, 240, 1440])}
          onChange={(answerWithinMinutes) => change({ answerWithinMinutes })}
        />
        , {s.unansweredEnd}
      </p>
      <p>
        <span className="lead">{s.code}</span> {constraints.factorFreshSeconds > 0 && `${s.codeAge} `}
        <SentenceChoice
          label={s.code}
          value={constraints.factorFreshSeconds}
          choices={seconds(constraints.factorFreshSeconds, [0, 60, 300, 900, 3600])}
          onChange={(factorFreshSeconds) => change({ factorFreshSeconds })}
        />
        {constraints.factorFreshSeconds > 0 && ` ${s.codeAgeEnd}`}.
      </p>
      <p>
        <span className="lead">{s.idle}</span> {s.idleEnd}{' '}
        <SentenceChoice
          label={s.idle}
          value={constraints.idleSeconds}
          choices={seconds(constraints.idleSeconds, [120, 300, 600, 900, 1800, 3600])}
          onChange={(idleSeconds) => change({ idleSeconds })}
        />
        .
      </p>
      <p>
        <span className="lead">{s.record}</span>{' '}
        <SentenceChoice
          label={s.record}
          value={constraints.recordInput ? 'yes' : 'no'}
          choices={[
            { value: 'yes', label: s.recorded },
            { value: 'no', label: s.notRecorded },
          ]}
          onChange={(value) => change({ recordInput: value === 'yes' })}
        />
        .
      </p>
    </>
  );
}
