import { Checkbox } from '@mantine/core';
import { isDesktop } from '../../api/is-desktop.js';
import { text } from '../../text/en.js';
import { LongField, PickField, TextField } from '../../ui/fields.js';
import { FramesField } from './frames-field.js';
import { RdpFields } from './rdp-fields.js';
import type { Fields } from './target-values.js';

export function TargetFields(props: Fields) {
  const { protocol, values, set, problems, credentials } = props;
  const vnc = protocol === 'vnc';
  const own = credentials.filter(({ kind }) => !isDesktop(protocol) || kind === 'password');
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
      {vnc && <VncFields {...props} />}
      {protocol === 'rdp' && <RdpFields {...props} />}
      {!isDesktop(protocol) && <SshFields {...props} />}
    </>
  );
}

function VncFields({ values, set, problems, credentials }: Fields) {
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
      <FramesField values={values} set={set} problems={problems} />
      <p className="hint">{text.admin.reachedDirectly}</p>
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
