import { ChangeJumpHostBody, type JumpHost, NewJumpHostBody } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import {
  addJumpHost,
  changeJumpHost,
  credentialsQuery,
  jumpHostsQuery,
  sitesQuery,
} from '../../api/directory.js';
import { text } from '../../text/en.js';
import { LongField, PickField, TextField } from '../../ui/fields.js';
import { FormDrawer } from '../../ui/form-drawer.js';
import { Note } from '../../ui/note.js';
import { useForm } from '../../ui/use-form.js';
import { useAgain } from './use-again.js';

interface HopValues {
  address: string;
  port: string;
  account: string;
  credentialId: string;
}

export function AddJumpHostDrawer({ onClose }: { onClose: () => void }) {
  const sites = useQuery(sitesQuery).data?.items ?? [];
  const jumpHosts = useQuery(jumpHostsQuery).data?.items ?? [];
  const again = useAgain('jump-hosts', 'host-keys');
  const form = useForm({
    initial: {
      siteId: '',
      name: '',
      address: '',
      port: '22',
      account: '',
      credentialId: 'none',
      viaId: 'none',
      hostKey: '',
    },
    schema: NewJumpHostBody,
    body: ({ siteId, name, address, port, account, credentialId, viaId, hostKey }) => ({
      siteId: siteId || sites[0]?.id,
      name,
      address,
      port: Number(port),
      account,
      ...(credentialId === 'none' ? {} : { credentialId }),
      ...(viaId === 'none' ? {} : { viaId }),
      ...(hostKey.trim() === '' ? {} : { hostKey: hostKey.trim() }),
    }),
    send: async (body) => {
      await addJumpHost(body);
      await again();
    },
  });
  const { values, set, problems } = form;
  const siteId = values.siteId || (sites[0]?.id ?? '');
  const before = jumpHosts.filter((jumpHost) => jumpHost.siteId === siteId);
  return (
    <FormDrawer opened title={text.admin.addJumpHost} onClose={onClose} {...form}>
      <TextField
        focus
        label={text.admin.name}
        value={values.name}
        error={problems['name']}
        onChange={(name) => set('name', name)}
      />
      <PickField
        label={text.admin.site}
        value={siteId}
        error={problems['siteId']}
        choices={sites.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => set('siteId', id)}
      />
      <HopFields values={values} set={set} problems={problems} siteId={siteId} />
      {before.length > 0 && (
        <PickField
          label={text.admin.via}
          hint={text.admin.viaHint}
          value={values.viaId}
          error={problems['viaId']}
          choices={[
            { value: 'none', label: text.admin.viaNone },
            ...before.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(id) => set('viaId', id)}
        />
      )}
      <LongField
        mono
        label={text.admin.hostKey}
        hint={text.admin.hostKeyHint}
        value={values.hostKey}
        error={problems['hostKey']}
        onChange={(hostKey) => set('hostKey', hostKey)}
      />
    </FormDrawer>
  );
}

export function ChangeJumpHostDrawer({ jumpHost, onClose }: { jumpHost: JumpHost; onClose: () => void }) {
  const again = useAgain('jump-hosts');
  const form = useForm({
    initial: {
      address: jumpHost.address,
      port: String(jumpHost.port),
      account: jumpHost.account,
      credentialId: jumpHost.credential?.id ?? 'none',
    },
    schema: ChangeJumpHostBody,
    body: ({ address, port, account, credentialId }) => ({
      address,
      port: Number(port),
      account,
      credentialId: credentialId === 'none' ? null : credentialId,
    }),
    send: async (body) => {
      await changeJumpHost(jumpHost.id, body);
      await again();
    },
  });
  return (
    <FormDrawer opened title={text.admin.changeJumpHostTitle(jumpHost.name)} onClose={onClose} {...form}>
      <Note kind="must">{text.admin.changeJumpHostNote}</Note>
      <HopFields values={form.values} set={form.set} problems={form.problems} siteId={jumpHost.siteId} />
    </FormDrawer>
  );
}

function HopFields(props: {
  values: HopValues;
  set: (name: keyof HopValues, value: string) => void;
  problems: Record<string, string>;
  siteId: string;
}) {
  const { values, set, problems, siteId } = props;
  const credentials = useQuery(credentialsQuery).data?.items ?? [];
  return (
    <>
      <TextField
        mono
        label={text.admin.address}
        hint={text.admin.addressHint}
        value={values.address}
        error={problems['address']}
        onChange={(address) => set('address', address)}
      />
      <TextField
        mono
        label={text.admin.port}
        value={values.port}
        error={problems['port']}
        onChange={(port) => set('port', port)}
      />
      <TextField
        mono
        label={text.admin.jumpHostAccount}
        value={values.account}
        error={problems['account']}
        onChange={(account) => set('account', account)}
      />
      <PickField
        label={text.admin.credential}
        value={values.credentialId}
        error={problems['credentialId']}
        choices={[
          { value: 'none', label: text.admin.noCredential },
          ...credentials
            .filter((credential) => credential.siteId === siteId)
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => set('credentialId', id)}
      />
    </>
  );
}
