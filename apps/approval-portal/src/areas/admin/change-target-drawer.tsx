import { ChangeTargetBody, type Target } from '@gatehouse/contracts';
import { useQuery } from '@tanstack/react-query';
import { changeTarget, credentialsQuery, jumpHostsQuery } from '../../api/directory.js';
import { isDesktop } from '../../api/is-desktop.js';
import { text } from '../../text/en.js';
import { FormDrawer } from '../../ui/form-drawer.js';
import { Note } from '../../ui/note.js';
import { useForm } from '../../ui/use-form.js';
import { TargetFields } from './target-fields.js';
import { noTarget, principalsOf, settingsOf, type TargetValues } from './target-values.js';
import { useAgain } from './use-again.js';

/** Changes how a machine is reached. What was approved before does not connect any more, and it says so. */
export function ChangeTargetDrawer({ target, onClose }: { target: Target; onClose: () => void }) {
  const credentials = useQuery(credentialsQuery).data?.items ?? [];
  const jumpHosts = useQuery(jumpHostsQuery).data?.items ?? [];
  const again = useAgain('targets');
  const form = useForm<TargetValues, ChangeTargetBody>({
    initial: {
      address: target.address,
      port: String(target.port),
      account: target.account,
      credentialId: target.credential?.id ?? 'none',
      jumpHostId: target.jumpHost?.id ?? 'none',
      weak: target.weakAlgorithms !== null,
      weakReason: target.weakAlgorithms?.reason ?? '',
      principals: target.certificatePrincipals.join(' '),
      protection: target.desktop?.protection ?? noTarget.protection,
      viewOnlyCredentialId: target.desktop?.viewOnlyCredentialId ?? noTarget.viewOnlyCredentialId,
      framesPerSecond: String(
        target.desktop?.framesPerSecond ?? target.rdp?.framesPerSecond ?? noTarget.framesPerSecond,
      ),
      signIn: target.rdp?.signIn ?? noTarget.signIn,
      domain: target.rdp?.domain ?? noTarget.domain,
      keyboardLayout: String(target.rdp?.keyboardLayout ?? noTarget.keyboardLayout),
      colourDepth: String(target.rdp?.colourDepth ?? noTarget.colourDepth),
      width: String(target.rdp?.width ?? noTarget.width),
      height: String(target.rdp?.height ?? noTarget.height),
    },
    schema: ChangeTargetBody,
    body: (way) => ({
      address: way.address,
      port: Number(way.port),
      account: way.account,
      credentialId: way.credentialId === 'none' ? null : way.credentialId,
      ...(isDesktop(target.protocol)
        ? settingsOf(target.protocol, way)
        : {
            jumpHostId: way.jumpHostId === 'none' ? null : way.jumpHostId,
            weakAlgorithms: way.weak ? { reason: way.weakReason } : null,
            certificatePrincipals: principalsOf(way.principals),
          }),
    }),
    send: async (body) => {
      await changeTarget(target.id, body);
      await again();
    },
  });
  const asksAgain = target.hostKey?.keyType === 'none';
  return (
    <FormDrawer opened title={text.admin.changeTargetTitle(target.handle)} onClose={onClose} {...form}>
      <Note kind="must">
        {text.admin.changeTargetNote}
        {asksAgain && ` ${text.admin.changeUnprovableNote}`}
      </Note>
      <TargetFields
        {...form}
        protocol={target.protocol}
        onWeak={(allowed) => form.set('weak', allowed)}
        credentials={credentials.filter(({ siteId }) => siteId === target.asset.siteId)}
        jumpHosts={jumpHosts.filter(({ siteId }) => siteId === target.asset.siteId)}
      />
    </FormDrawer>
  );
}
