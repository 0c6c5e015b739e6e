import type { CredentialStore, LeaseUse } from '@gatehouse/credential';
import { certificateType } from '@gatehouse/directory';
import type { Administrator, HostKey, HostKeyScanner, JumpHost } from '@gatehouse/directory';
import { nothingProven } from '@gatehouse/kernel';
import type { Clock, Protocol } from '@gatehouse/kernel';
import { NoCommonAlgorithm, scanHostKey, StoppedAtJumpHost } from '@gatehouse/protocol-ssh';
import { scanRdpIdentity } from '@gatehouse/protocol-rdp';
import { scanVncIdentity } from '@gatehouse/protocol-vnc';
import { lend } from '@gatehouse/session';
import type { JumpEndpoint } from '@gatehouse/session/plugin';

/** Reads host keys and certificates over the network; what jump hosts are signed in to with is lent for that and overwritten after. */
export function makeHostKeyScanner(credentials: CredentialStore, clock: Clock): HostKeyScanner {
  return {
    async scan(to, by) {
      const scanDesktop = desktopScans[to.protocol];
      if (scanDesktop) return identityOf(await scanDesktop(to.address, to.port));
      const via: JumpEndpoint[] = [];
      try {
        for (const jumpHost of to.via) via.push(await endpointOf(credentials, clock, jumpHost, by));
        return await scanHostKey({ ...to, via });
      } catch (error) {
        if (error instanceof NoCommonAlgorithm) return { offers: error.offers };
        if (error instanceof StoppedAtJumpHost) return { jumpHost: error.jumpHost, detail: error.detail };
        throw error;
      } finally {
        for (const { credential } of via) credential?.secret.fill(0);
      }
    },
  };
}

interface ShownIdentity {
  readonly certificate: Buffer | null;
  readonly fingerprint: string | null;
}

const desktopScans: Readonly<
  Partial<Record<Protocol, (address: string, port: number) => Promise<ShownIdentity>>>
> = { vnc: scanVncIdentity, rdp: scanRdpIdentity };

/** A server without a certificate proves nothing, and that is a finding, not a failure. */
function identityOf({ certificate, fingerprint }: ShownIdentity): HostKey {
  return certificate === null || fingerprint === null
    ? { keyType: nothingProven, key: Buffer.alloc(0), fingerprint: nothingProven }
    : { keyType: certificateType, key: certificate, fingerprint };
}

const certificateSeconds = 60;

async function endpointOf(
  credentials: CredentialStore,
  clock: Clock,
  { id, name, address, port, account, hostKey, credentialId }: JumpHost,
  by: Administrator,
): Promise<JumpEndpoint> {
  const use: LeaseUse = {
    connectionId: null,
    sessionId: null,
    personId: by.personId,
    principals: [account],
    validUntil: new Date(clock.now().getTime() + certificateSeconds * 1000),
    permits: ['port-forwarding'],
  };
  return {
    id,
    name,
    address,
    port,
    account,
    pinnedHostKey: hostKey?.key ?? Buffer.alloc(0),
    credential: await lend(credentials, credentialId, use),
  };
}
