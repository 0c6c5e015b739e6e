import { type PolicyConstraints, RightKind } from '@gatehouse/contracts';
import { Fragment } from 'react';
import { text } from '../../text/en.js';

/** The kinds of rights that one way of reaching a machine has, each allowed or not. A policy allows at least one of all. */
export function PolicyRights(props: {
  lead: string;
  kinds: readonly RightKind[];
  constraints: PolicyConstraints;
  change: (part: Partial<PolicyConstraints>) => void;
}) {
  const { lead, kinds, constraints, change } = props;
  const toggle = (kind: RightKind) => {
    const rightsAllowed = RightKind.options.filter(
      (one) => constraints.rightsAllowed.includes(one) !== (one === kind),
    );
    if (rightsAllowed.length > 0) change({ rightsAllowed });
  };
  return (
    <p>
      <span className="lead">{lead}</span>{' '}
      {kinds.map((kind) => (
        // The space stands between the labels, so that a line may end there.
        <Fragment key={kind}>
          <label className="nowrap">
            <input
              type="checkbox"
              checked={constraints.rightsAllowed.includes(kind)}
              onChange={() => toggle(kind)}
            />{' '}
            {text.request.rightKind(kind)}
          </label>{' '}
        </Fragment>
      ))}
    </p>
  );
}
