import type { Credential, DesktopSettings, JumpHost, Protocol } from '@gatehouse/contracts';
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
  protection: string;
  viewOnlyCredentialId: string;
  framesPerSecond: string;
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
  protection: 'any',
  viewOnlyCredentialId: 'none',
  framesPerSecond: '15',
};

/** The port each protocol is served at unless a plant chose another. */
export const standardPorts = { ssh: '22', vnc: '5900' } as const;

export function principalsOf(typed: string): string[] {
  return typed.split(/[\s,;]+/).filter(Boolean);
}

/** What was typed about a screen, as the contract has it; it judges all of it. */
export function desktopOf({
  protection,
  framesPerSecond,
  viewOnlyCredentialId: id,
}: TargetValues): Record<keyof DesktopSettings, unknown> {
  return {
    protection,
    framesPerSecond: Number(framesPerSecond),
    viewOnlyCredentialId: id === 'none' ? null : id,
  };
}

export function TargetFields(props: {
  protocol: Protocol;
  values: TargetValues;
  set: (name: Exclude<keyof TargetValues, 'weak'>, value: string) => void;
  onWeak: (allowed: boolean) => void;
  problems: Record<string, string>;
  credentials: readonly Credential[];
  jumpHosts: readonly JumpHost[];
}) {
  const { protocol, values, set, problems, credentials } = props;
  const vnc = protocol === 'vnc';
  const own = credentials.filter(({ kind }) => !vnc || kind === 'password');
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
        label={vnc ? text.admin.accountVnc : text.admin.account}
        value={values.account}
        error={problems['account']}
        onChange={(account) => set('account', account)}
      />
      <PickField
        label={text.admin.credential}
        {...(vnc ? { hint: text.admin.vncPasswordHint } : {})}
        value={values.credentialId}
        error={problems['credentialId']}
        choices={[
          { value: 'none', label: text.admin.noCredential },
          ...own.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => set('credentialId', id)}
      />
      {vnc ? <ScreenFields {...props} /> : <SshFields {...props} />}
    </>
  );
}

type Fields = Parameters<typeof TargetFields>[0];

function ScreenFields({ values, set, problems, credentials }: Fields) {
  return (
    <>
      <PickField
        label={text.admin.viewOnlyCredential}
        hint={text.admin.viewOnlyCredentialHint}
        value={values.viewOnlyCredentialId}
        error={problems['viewOnlyCredentialId']}
        choices={[
          { value: 'none', label: text.admin.noCredential },
          ...credentials
            .filter(({ kind }) => kind === 'password')
            .map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(id) => set('viewOnlyCredentialId', id)}
      />
      <PickField
        label={text.admin.protection}
        hint={text.admin.protectionHint}
        value={values.protection}
        error={problems['protection']}
        choices={[
          { value: 'any', label: text.admin.protectionAny },
          { value: 'certificate', label: text.admin.protectionCertificate },
        ]}
        onChange={(protection) => set('protection', protection)}
      />
      <TextField
        mono
        label={text.admin.framesPerSecond}
        hint={text.admin.framesHint}
        value={values.framesPerSecond}
        error={problems['framesPerSecond'] ?? problems['desktop']}
        onChange={(framesPerSecond) => set('framesPerSecond', framesPerSecond)}
      />
      <p className="hint">{text.admin.vncDirect}</p>
    </>
  );
}

function SshFields({ values, set, onWeak, problems, credentials, jumpHosts }: Fields) {
  const credential = credentials.find(({ id }) => id === values.credentialId);
  return (
    <>
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
