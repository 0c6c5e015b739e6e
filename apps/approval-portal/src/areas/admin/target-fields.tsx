import type { Credential, JumpHost } from '@gatehouse/contracts';
import { Checkbox } from '@mantine/core';
import { text } from '../../text/en.js';
import { LongField, PickField, TextField } from '../../ui/fields.js';

/** What an administrator types about how a machine is reached, adding a way in and changing one alike. */
export type TargetValues = {
  address: string;
  port: string;
  account: string;
  credentialId: string;
  jumpHostId: string;
  weak: boolean;
  weakReason: string;
  principals: string;
};

export const noTarget: TargetValues = {
  address: '',
  port: '22',
  account: '',
  credentialId: 'none',
  jumpHostId: 'none',
  weak: false,
  weakReason: '',
  principals: '',
};

export function principalsOf(typed: string): string[] {
  return typed.split(/[\s,;]+/).filter(Boolean);
}

export function TargetFields(props: {
  values: TargetValues;
  set: (name: Exclude<keyof TargetValues, 'weak'>, value: string) => void;
  onWeak: (allowed: boolean) => void;
  problems: Record<string, string>;
  credentials: readonly Credential[];
  jumpHosts: readonly JumpHost[];
}) {
  const { values, set, onWeak, problems, credentials, jumpHosts } = props;
  const credential = credentials.find(({ id }) => id === values.credentialId);
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
        label={text.admin.account}
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
          ...credentials.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => set('credentialId', id)}
      />
      {credential?.kind === 'ssh-certificate' && (
        <TextField
          mono
          label={text.admin.principals}
          hint={text.admin.principalsHint}
          value={values.principals}
          error={problems['certificatePrincipals']}
          onChange={(principals) => set('principals', principals)}
        />
      )}
      {jumpHosts.length > 0 && (
        <PickField
          label={text.admin.via}
          value={values.jumpHostId}
          error={problems['jumpHostId']}
          choices={[
            { value: 'none', label: text.admin.viaNone },
            ...jumpHosts.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(id) => set('jumpHostId', id)}
        />
      )}
      <Checkbox
        label={text.admin.weak}
        description={text.admin.weakHint}
        checked={values.weak}
        onChange={(event) => onWeak(event.currentTarget.checked)}
      />
      {values.weak && (
        <LongField
          label={text.admin.weakReason}
          hint={text.admin.weakReasonHint}
          value={values.weakReason}
          error={problems['weakAlgorithms']}
          onChange={(reason) => set('weakReason', reason)}
        />
      )}
    </>
  );
}
