import { rightKindsOf } from '@gatehouse/contracts';
import { TextInput } from '@mantine/core';
import { text } from '../../text/en.js';
import { type DraftRights, limitOf, limitProblem, toggledRight } from './draft-rights.js';

/** What the vendor wants to do on the machine: one tick each, and beside files and ports what they are limited to. */
export function RightsFields(props: { rights: DraftRights; change: (rights: DraftRights) => void }) {
  const { rights, change } = props;
  return (
    <fieldset>
      <legend>
        {text.vendor.inside} <span className="hint">{text.vendor.insideHint}</span>
      </legend>
      <div className="rights">
        {rightKindsOf('ssh').map((kind) => {
          const typed = rights[kind];
          return (
            <div key={kind} className="right">
              <label className="check">
                <input
                  type="checkbox"
                  checked={typed !== undefined}
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
                  placeholder={
                    limitOf(kind) === 'ports' ? text.vendor.portsExample : text.vendor.onlyBelowExample
                  }
                  value={typed}
                  error={limitProblem(kind, typed) || undefined}
                  onChange={(event) => change({ ...rights, [kind]: event.currentTarget.value })}
                />
              )}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
