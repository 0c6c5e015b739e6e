import type { EntitledTarget } from '@gatehouse/contracts';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../text/en.js';
import { IconSearch } from '../../ui/icons.js';
import { MachineDrawing } from '../../ui/machine-plate.js';
import { Sign } from '../../ui/sign-word.js';

export function MachinePicker(props: {
  targets: readonly EntitledTarget[];
  chosen: readonly string[];
  onToggle: (target: EntitledTarget) => void;
}) {
  const { targets, chosen, onToggle } = props;
  const [typed, setTyped] = useState('');
  const fitting = targets.filter((target) => fits(target, typed));
  const sites = [...new Map(fitting.map(({ site }) => [site.id, site])).values()];
  return (
    <>
      <TextInput
        type="search"
        aria-label={text.vendor.findLabel}
        placeholder={text.vendor.find}
        leftSection={<IconSearch className="i" />}
        size="md"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {fitting.length === 0 && <p className="muted">{text.vendor.noMachineFits(typed)}</p>}
      <div className="machines">
        {sites.map((site) => {
          const here = fitting.filter((target) => target.site.id === site.id);
          return (
            <fieldset key={site.id}>
              <legend>{text.vendor.yourMachines(site.name, here.length)}</legend>
              {here.map((target) => (
                <label key={target.id} className="machine">
                  <input
                    type="checkbox"
                    checked={chosen.includes(target.id)}
                    onChange={() => onToggle(target)}
                  />
                  <MachineDrawing name={target.asset.name} tag={target.asset.tag} />
                  <span className="a-t">
                    <span className="tag">{target.asset.tag}</span>
                    <span>{target.asset.name}</span>
                    <span className="a-n">{target.asset.location}</span>
                  </span>
                  {chosen.includes(target.id) && (
                    <span className="pickd">
                      <Sign kind="safe" />
                    </span>
                  )}
                </label>
              ))}
            </fieldset>
          );
        })}
      </div>
    </>
  );
}

function fits({ asset, handle }: EntitledTarget, typed: string): boolean {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const all = `${asset.tag} ${asset.name} ${asset.location} ${handle}`.toLowerCase();
  return words.every((word) => all.includes(word));
}
