import type { VendorOrganisation } from '@gatehouse/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { assetsQuery, setEntitlements } from '../../api/directory.js';
import { text } from '../../text/en.js';
import { TextField } from '../../ui/fields.js';
import { FormDrawer } from '../../ui/form-drawer.js';
import { useAgain } from './use-again.js';

export function EntitlementsDrawer({ vendor, onClose }: { vendor: VendorOrganisation; onClose: () => void }) {
  const assets = useQuery(assetsQuery).data?.items ?? [];
  const [chosen, setChosen] = useState(() => new Set(vendor.assetIds));
  const [typed, setTyped] = useState('');
  const again = useAgain('vendor-organisations');
  const save = useMutation({ mutationFn: () => setEntitlements(vendor.id, [...chosen]), onSettled: again });
  const fitting = assets.filter(({ tag, name }) =>
    `${tag} ${name}`.toLowerCase().includes(typed.toLowerCase()),
  );
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <FormDrawer
      opened
      title={text.admin.entitlementsTitle(vendor.name)}
      onClose={onClose}
      busy={save.isPending}
      error={save.error}
      submit={() =>
        save.mutateAsync().then(
          () => true,
          () => false,
        )
      }
    >
      <TextField label={text.admin.entitlementsFind} value={typed} onChange={setTyped} />
      <div className="ent-l" role="group" aria-label={text.admin.entitlements}>
        {fitting.map((asset) => (
          <label key={asset.id}>
            <input type="checkbox" checked={chosen.has(asset.id)} onChange={() => toggle(asset.id)} />
            <span className="two-l">
              <span className="tag">{asset.tag}</span>
              <span className="muted">{[asset.name, asset.location].filter(Boolean).join(', ')}</span>
            </span>
          </label>
        ))}
      </div>
      <p className="hint">{text.admin.entitledCount(chosen.size)}</p>
    </FormDrawer>
  );
}
