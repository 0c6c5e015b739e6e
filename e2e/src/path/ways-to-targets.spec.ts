import { AuditEntry, CertificateAuthority, Credential, JumpHost, listOf, Target } from '@gatehouse/contracts';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openAccess } from '../world/request-and-approve.js';
import { sshAs } from '../world/ssh-through-gateway.js';
import { startSshd } from '../world/start-sshd.js';
import type { RunningSshd } from '../world/start-sshd.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { waitUntil } from '../world/wait-until.js';

/** An old controller in a cell: it trusts our certificates, speaks old algorithms only, and lies behind a jump host. */
describe('a machine that takes a jump host, a certificate and outdated encryption', () => {
  let world: World;
  let cell: RunningSshd;
  let target: Target;
  let hop: JumpHost;
  const folder = temporaryFolder('ca');
  const authorityFile = join(folder.path, 'gatehouse_ca.pub');

  beforeAll(async () => {
    chmodSync(folder.path, 0o755);
    writeFileSync(authorityFile, '');
    world = await startWorld();
    cell = await startSshd([
      `TrustedUserCAKeys ${authorityFile}`,
      'KexAlgorithms diffie-hellman-group14-sha1',
      'Ciphers aes128-cbc',
      'MACs hmac-sha1',
    ]);
    const { plant, sshd } = world;
    const admin = plant.administrator.api;
    const { publicKey } = await admin.get('/api/certificate-authority', CertificateAuthority);
    writeFileSync(authorityFile, `${publicKey}\n`);
    const certificate = await admin.post(
      '/api/credentials',
      { siteId: plant.site.id, name: 'Certificates', kind: 'ssh-certificate' },
      Credential,
    );
    hop = await admin.post(
      '/api/jump-hosts',
      {
        siteId: plant.site.id,
        name: 'Cell gateway',
        address: '127.0.0.1',
        port: sshd.port,
        account: sshd.account.name,
        credentialId: plant.credential.id,
        hostKey: sshd.hostKey,
      },
      JumpHost,
    );
    const made = await plant.anotherTarget({
      port: cell.port,
      account: cell.account.name,
      hostKey: cell.hostKey,
    });
    await change({ credentialId: certificate.id, jumpHostId: hop.id }, made.id);
    target = await change({ weakAlgorithms: { reason: 'Firmware of 2009, no update' } }, made.id);
  });
  afterAll(async () => {
    await world?.stop();
    await cell?.stop();
    folder.remove();
  });

  async function change(body: object, id = target.id): Promise<Target> {
    const { api } = world.plant.administrator;
    return Target.parse((await api.mustSend('PATCH', `/api/targets/${id}`, body)).json);
  }

  /** What the trail holds a moment after the client has left. */
  const entry = (kind: string, fits: (entry: AuditEntry) => boolean = () => true): Promise<AuditEntry> =>
    waitUntil(`${kind} is on the audit trail`, async () => {
      const { items } = await world.plant.auditor.api.get(`/api/audit?kind=${kind}`, listOf(AuditEntry));
      return items.find(fits);
    });

  it('is entered, and its own log names the session; the certificate is on the audit trail', async () => {
    const { plant, sshd } = world;
    await openAccess(plant, { targetId: target.id });
    cell.clearLog();
    const ran = await sshAs(world, plant.vendor, { handle: target.handle, command: 'id -un; exit 4' });
    expect([ran.stdout.toString(), ran.code]).toEqual([`${cell.account.name}\n`, 4]);
    const issued = await entry('credential.certificate-issued');
    const { session } = issued.subjects;
    expect(issued.data).toMatchObject({ principals: [cell.account.name], permits: ['pty'] });
    expect(cell.log()).toContain(`ID gatehouse session=${session} person=${plant.vendor.id}`);
    expect(cell.log()).toContain('kex: algorithm: diffie-hellman-group14-sha1');
    expect(sshd.log()).toContain('direct-tcpip');
    const ended = await entry('session.ended', ({ subjects }) => subjects['session'] === session);
    expect(ended.data).toMatchObject({ disconnectVerified: true });
  });

  it('is not entered any more by what was approved before its jump host was changed', async () => {
    const { plant } = world;
    const vendor = await plant.anotherVendor();
    await openAccess(plant, { targetId: target.id, vendor });
    const { api } = plant.administrator;
    await api.mustSend('PATCH', `/api/jump-hosts/${hop.id}`, { address: 'localhost' });
    const ran = await sshAs(world, vendor, { handle: target.handle, command: 'true' });
    expect(ran.stderr).toContain('GH-CHANGED');
    await api.mustSend('PATCH', `/api/jump-hosts/${hop.id}`, { address: '127.0.0.1' });
  });

  it('is refused without the allowance; the plant reads what it offers, and the vendor nothing of the way', async () => {
    const { plant } = world;
    const vendor = await plant.anotherVendor();
    await change({ weakAlgorithms: null });
    await openAccess(plant, { targetId: target.id, vendor });
    const ran = await sshAs(world, vendor, { handle: target.handle, command: 'true' });
    expect(ran.stderr).toContain('GH-ALGORITHMS');
    expect(ran.stderr).not.toMatch(/Cell gateway|diffie-hellman/);
    await entry('session.ended', ({ data }) =>
      String(data['detail']).includes('it offers key exchange diffie-hellman-group14-sha1'),
    );
    const scan = await plant.administrator.api.send('POST', `/api/targets/${target.id}/host-key/scan`, {});
    expect([scan.status, scan.text]).toEqual([409, expect.stringContaining('aes128-cbc') as string]);
  });

  it('is refused when its jump host shows another key; the key waits, and the audit trail names the hop', async () => {
    const { plant, sshd } = world;
    const vendor = await plant.anotherVendor();
    await openAccess(plant, { targetId: target.id, vendor });
    await sshd.swapHostKey();
    sshd.clearLog();
    const ran = await sshAs(world, vendor, { handle: target.handle, command: 'true' });
    expect(ran.stderr).toContain('GH-IDENTITY');
    expect(ran.stderr).not.toContain('Cell gateway');
    expect(sshd.log()).not.toMatch(/userauth-request|Accepted|Failed password/);
    const mismatch = await entry('host-key.mismatch');
    expect(mismatch.subjects).toMatchObject({ jumpHost: hop.id, target: target.id });
    await waitUntil('the key waits', async () => {
      const { text } = await plant.administrator.api.send('GET', '/api/host-keys?state=waiting');
      return text.includes('Cell gateway');
    });
    await sshd.restoreHostKey();
  });
});
