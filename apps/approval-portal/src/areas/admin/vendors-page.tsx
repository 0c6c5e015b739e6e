import { NewVendorOrganisationBody, type VendorOrganisation } from '@gatehouse/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { addVendorOrganisation, reinstate, suspend, vendorOrganisationsQuery } from '../../api/directory.js';
import { serverNow } from '../../api/server-clock.js';
import { text } from '../../text/en.js';
import { fullDay } from '../../text/plant-time.js';
import { EmptyState } from '../../ui/empty-state.js';
import { TextField } from '../../ui/fields.js';
import { FormDrawer } from '../../ui/form-drawer.js';
import { IconPlus } from '../../ui/icons.js';
import { ListOf } from '../../ui/list-of.js';
import { ProblemNote } from '../../ui/problem-note.js';
import { SignWord } from '../../ui/sign-word.js';
import { useForm } from '../../ui/use-form.js';
import { usePageTitle } from '../../ui/use-page-title.js';
import { AdminHead } from './admin-head.js';
import { EntitlementsDrawer } from './entitlements-drawer.js';
import { useAgain } from './use-again.js';

export function VendorsPage() {
  usePageTitle(text.admin.vendors);
  const vendors = useQuery(vendorOrganisationsQuery);
  const [adding, setAdding] = useState(false);
  const [choosing, setChoosing] = useState<VendorOrganisation | null>(null);
  const again = useAgain('vendor-organisations');
  const stop = useMutation({
    mutationFn: ({ id, suspendedAt }: VendorOrganisation) =>
      (suspendedAt === null ? suspend : reinstate)('vendor-organisations', id),
    onSettled: again,
  });
  return (
    <main className="adm">
      <AdminHead title={text.admin.vendors} lead={text.admin.vendorsLead}>
        <button type="button" className="btn pri" onClick={() => setAdding(true)}>
          <IconPlus className="i" /> {text.admin.addVendor}
        </button>
      </AdminHead>
      <ProblemNote error={stop.error} />
      <ListOf query={vendors} empty={<EmptyState>{text.admin.noVendors}</EmptyState>}>
        {(items) => (
          <div className="panel tw" role="region" aria-label={text.admin.vendors} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.admin.name}</th>
                  <th scope="col">{text.admin.entitlements}</th>
                  <th scope="col">{text.admin.contractEnds}</th>
                  <th scope="col">{text.admin.state}</th>
                  <th scope="col">
                    <span className="sr">{text.admin.actions}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((vendor) => (
                  <tr key={vendor.id}>
                    <td>
                      <b>{vendor.name}</b>
                    </td>
                    <td>{text.admin.entitledCount(vendor.assetIds.length)}</td>
                    <td>
                      {vendor.contractEndsAt === null
                        ? text.admin.contractOpen
                        : fullDay(vendor.contractEndsAt, 'UTC')}
                    </td>
                    <td>
                      <VendorState vendor={vendor} />
                    </td>
                    <td>
                      <div className="acts-c">
                        <button type="button" className="btn sm" onClick={() => setChoosing(vendor)}>
                          {text.admin.editEntitlements}
                        </button>
                        <button type="button" className="btn sm" onClick={() => stop.mutate(vendor)}>
                          {vendor.suspendedAt === null ? text.admin.block : text.admin.unblock}
                        </button>
                      </div>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </ListOf>
      <AddVendorDrawer opened={adding} onClose={() => setAdding(false)} />
      {choosing && (
        <EntitlementsDrawer key={choosing.id} vendor={choosing} onClose={() => setChoosing(null)} />
      )}
    </main>
  );
}

function VendorState({ vendor }: { vendor: VendorOrganisation }) {
  if (vendor.suspendedAt !== null) return <SignWord kind="stop">{text.admin.blocked}</SignWord>;
  if (vendor.contractEndsAt !== null && Date.parse(vendor.contractEndsAt) <= serverNow())
    return <SignWord kind="warn">{text.admin.contractOver(fullDay(vendor.contractEndsAt, 'UTC'))}</SignWord>;
  return <SignWord kind="safe">{text.admin.active}</SignWord>;
}

function AddVendorDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const again = useAgain('vendor-organisations');
  const form = useForm({
    initial: { name: '', contractEndsAt: '' },
    schema: NewVendorOrganisationBody,
    body: ({ name, contractEndsAt }) => ({
      name,
      ...(contractEndsAt === '' ? {} : { contractEndsAt: `${contractEndsAt}T00:00:00.000Z` }),
    }),
    send: async (body) => {
      await addVendorOrganisation(body);
      await again();
    },
  });
  const { values, set, problems } = form;
  return (
    <FormDrawer title={text.admin.addVendor} opened={opened} onClose={onClose} {...form}>
      <TextField
        focus
        label={text.admin.name}
        value={values.name}
        error={problems['name']}
        onChange={(name) => set('name', name)}
      />
      <TextField
        type="date"
        label={text.admin.contractEnds}
        value={values.contractEndsAt}
        error={problems['contractEndsAt']}
        onChange={(day) => set('contractEndsAt', day)}
      />
    </FormDrawer>
  );
}
