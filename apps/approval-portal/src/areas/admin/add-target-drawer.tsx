import { NewTargetBody } from '@gatehouse/contracts';
import { Segmented } from '../../ui/segmented.js';
import { useQuery } from '@tanstack/react-query';
import { addTarget, assetsQuery, credentialsQuery, jumpHostsQuery } from '../../api/directory.js';
import { isDesktop } from '../../api/is-desktop.js';
import { text } from '../../text/en.js';
import { LongField, PickField, TextField } from '../../ui/fields.js';
import { FormDrawer } from '../../ui/form-drawer.js';
import { useForm } from '../../ui/use-form.js';
import { TargetFields } from './target-fields.js';
import { noTarget, principalsOf, settingsOf, standardPorts, type TargetValues } from './target-values.js';
import { useAgain } from './use-again.js';

type NewTargetValues = TargetValues & {
  protocol: keyof typeof standardPorts;
  assetId: string;
  handle: string;
  hostKey: string;
};

export function AddTargetDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const assets = useQuery(assetsQuery).data?.items ?? [];
  const credentials = useQuery(credentialsQuery).data?.items ?? [];
  const jumpHosts = useQuery(jumpHostsQuery).data?.items ?? [];
  const again = useAgain('targets', 'host-keys');
  const form = useForm<NewTargetValues, NewTargetBody>({
    initial: { ...noTarget, protocol: 'ssh', assetId: '', handle: '', hostKey: '' },
    schema: NewTargetBody,
    body: ({ assetId, handle, hostKey, protocol, ...way }) => ({
      assetId,
      handle,
      protocol,
      address: way.address,
      port: Number(way.port),
      account: way.account,
      ...(way.credentialId === 'none' ? {} : { credentialId: way.credentialId }),
      ...(isDesktop(protocol)
        ? settingsOf(protocol, way)
        : {
            certificatePrincipals: principalsOf(way.principals),
            ...(way.jumpHostId === 'none' ? {} : { jumpHostId: way.jumpHostId }),
            ...(way.weak ? { weakAlgorithms: { reason: way.weakReason } } : {}),
          }),
      ...(hostKey.trim() === '' ? {} : { hostKey: hostKey.trim() }),
    }),
    send: async (body) => {
      await addTarget(body);
      await again();
    },
  });
  const { values, set, problems } = form;
  const siteId = assets.find(({ id }) => id === values.assetId)?.siteId;
  const own = credentials.filter((credential) => siteId === undefined || credential.siteId === siteId);
  const hops = jumpHosts.filter((jumpHost) => siteId === undefined || jumpHost.siteId === siteId);
  return (
    <FormDrawer title={text.admin.addTarget} opened={opened} onClose={onClose} {...form}>
      <PickField
        label={text.admin.machine}
        value={values.assetId}
        error={problems['assetId']}
        choices={assets.map(({ id, tag, name }) => ({ value: id, label: `${tag} ${name}` }))}
        onChange={(id) => set('assetId', id)}
      />
      <TextField
        mono
        label={text.admin.handle}
        hint={text.admin.handleHint}
        value={values.handle}
        error={problems['handle']}
        onChange={(handle) => set('handle', handle)}
      />
      <Segmented
        label={text.admin.protocolLabel}
        value={values.protocol}
        segments={[
          { value: 'ssh', label: text.admin.waySsh },
          { value: 'vnc', label: text.request.way('vnc') },
          { value: 'rdp', label: text.request.way('rdp') },
        ]}
        onChange={(protocol) => {
          set('protocol', protocol);
          if (values.port === standardPorts[values.protocol]) set('port', standardPorts[protocol]);
          set('credentialId', 'none');
        }}
      />
      <TargetFields
        {...form}
        protocol={values.protocol}
        onWeak={(allowed) => set('weak', allowed)}
        credentials={own}
        jumpHosts={hops}
      />
      <LongField
        mono
        label={isDesktop(values.protocol) ? text.admin.certificateIfKnown : text.admin.hostKey}
        hint={isDesktop(values.protocol) ? text.admin.certificateIfKnownHint : text.admin.hostKeyHint}
        value={values.hostKey}
        error={problems['hostKey']}
        onChange={(hostKey) => set('hostKey', hostKey)}
      />
    </FormDrawer>
  );
}
