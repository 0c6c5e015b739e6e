import {
  ChangePolicyBody,
  NewPolicyBody,
  type Policy,
  type PolicyConstraints,
  type Site,
  type Zone,
} from '@gatehouse/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { addPolicy, changePolicy } from '../../api/policies.js';
import { hasCode } from '../../api/problem-error.js';
import { serverNow } from '../../api/server-clock.js';
import { text } from '../../text/en.js';
import { dayAndClock } from '../../text/plant-time.js';
import { TextField } from '../../ui/fields.js';
import { Note } from '../../ui/note.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { firstConstraints } from './policy-words.js';
import { PolicyScope, type Scope } from './policy-scope.js';
import { PolicySentences } from './policy-sentences.js';
import { useAgain } from './use-again.js';

/** A policy as sentences one reads aloud; each blue word is a choice. Scope is fixed once it is in force. */
export function PolicyEditor(props: {
  policy: Policy | null;
  sites: readonly Site[];
  zones: readonly Zone[];
  onSaved: (id: string) => void;
}) {
  const { policy, sites, zones, onSaved } = props;
  const [name, setName] = useState(policy?.name ?? '');
  const [scope, setScope] = useState<Scope>({
    siteId: policy?.siteId ?? sites[0]?.id ?? '',
    zoneId: policy?.zoneId ?? null,
    criticality: policy?.criticality ?? null,
  });
  const [constraints, setConstraints] = useState<PolicyConstraints>(policy?.constraints ?? firstConstraints);
  const again = useAgain('policies');
  const save = useMutation({
    mutationFn: () =>
      policy
        ? changePolicy(policy.id, ChangePolicyBody.parse({ revision: policy.revision, name, constraints }))
        : addPolicy(NewPolicyBody.parse({ ...scope, name, constraints })),
    onSuccess: async (saved) => {
      await again();
      onSaved(saved.id);
    },
  });
  const zone = sites.find(({ id }) => id === scope.siteId)?.timeZone ?? 'UTC';
  const conflict = hasCode(save.error, 'conflict');
  const changed =
    policy === null ||
    name !== policy.name ||
    JSON.stringify(constraints) !== JSON.stringify(policy.constraints);
  return (
    <>
      <div className="eh">
        <div>
          <h2>{policy?.name ?? text.admin.addPolicy}</h2>
          <p className="muted">
            {policy
              ? text.admin.policyRevision(policy.revision, dayAndClock(policy.changedAt, zone, serverNow()))
              : text.admin.policyNew}
          </p>
        </div>
      </div>
      <div className="stack">
        <TextField label={text.admin.policyName} value={name} onChange={setName} />
      </div>
      <div className="sents">
        <PolicyScope scope={scope} sites={sites} zones={zones} fixed={policy !== null} onChange={setScope} />
        <PolicySentences
          constraints={constraints}
          change={(part) => setConstraints((before) => ({ ...before, ...part }))}
        />
      </div>
      <div className="ef">
        {conflict && (
          <Note kind="warn">
            <p>{text.admin.conflict}</p>
            <button type="button" className="btn sm" onClick={() => void again()}>
              {text.common.reload}
            </button>
          </Note>
        )}
        {!conflict && <ProblemNote error={save.error} />}
        <button
          type="button"
          className={`btn ${changed ? 'pri' : ''}`}
          disabled={!changed || name.trim() === '' || save.isPending}
          onClick={() => save.mutate()}
        >
          {text.admin.putInForce}
        </button>
        <span className="hint">{text.admin.putInForceNote}</span>
      </div>
    </>
  );
}
