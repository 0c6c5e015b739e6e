import { type EntitledTarget, type RightKind, rightKindsOf } from '@gatehouse/contracts';
import { TextInput } from '@mantine/core';
import { text } from '../../text/en.js';
import {
  type DraftRights,
  isGiven,
  limitOf,
  limitProblem,
  protocolsOf,
  toggledRight,
} from './draft-rights.js';

interface Rights {
  rights: DraftRights;
  change: (rights: DraftRights) => void;
}

/**
 * What the vendor wants to do on the machines: one tick each, and beside files and ports what they are limited to. Machines
 * that are reached in different ways have a group each.
 */
export function RightsFields({ targets, ...props }: Rights & { targets: readonly EntitledTarget[] }) {
  const protocols = protocolsOf(targets);
  return (
    <fieldset>
      <legend>
        {text.vendor.inside} <span className="hint">{text.vendor.insideHint}</span>
      </legend>
      {protocols.map((protocol) => (
        <div key={protocol} className="rights-g" role="group" aria-label={text.request.way(protocol)}>
          {protocols.length > 1 && (
            <p className="rights-h">
              {text.request.way(protocol)}{' '}
              <span className="hint">
                {targets
                  .filter((target) => target.protocol === protocol)
                  .map(({ asset }) => asset.tag)
                  .join(', ')}
              </span>
            </p>
          )}
          <div className="rights">
            {rightKindsOf(protocol).map((kind) => (
              <RightField key={kind} kind={kind} {...props} />
            ))}
          </div>
          {protocol === 'rdp' && <p className="hint">{text.request.noDrives}</p>}
        </div>
      ))}
    </fieldset>
  );
}

function RightField({ kind, rights, change }: Rights & { kind: RightKind }) {
  const typed = rights[kind];
  const given = isGiven(kind);
  return (
    <div className="right">
      <label className="check">
        <input
          type="checkbox"
          checked={given || typed !== undefined}
          disabled={given}
          onChange={() => change(toggledRight(rights, kind))}
        />
        <span>
          <b>{text.request.rightKind(kind)}</b>
          <br />
          <span className="hint">{text.request.rightHint(kind)}</span>
        </span>
      </label>
      {typed !== undefined && limitOf(kind) !== 'none' && (
        <TextInput
          size="md"
          maxLength={300}
          label={limitOf(kind) === 'ports' ? text.vendor.ports : text.vendor.onlyBelow}
          placeholder={limitOf(kind) === 'ports' ? text.vendor.portsExample : text.vendor.onlyBelowExample}
          value={typed}
          error={limitProblem(kind, typed) || undefined}
          onChange={(event) => change({ ...rights, [kind]: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
