import { startGatewayProcess } from '../world/start-gateway-process.js';
import type { RunningGateway } from '../world/start-gateway-process.js';
import { runProgram } from './run-program.js';

// ssh-audit of Debian 12 (2.5.0) knows the names of algorithms and nothing of Terrapin (CVE-2023-48795), which came
// after it; libs/protocol-ssh/src/terrapin.spec.ts looks for that.

interface Audit {
  readonly kex: readonly { algorithm: string }[];
  readonly key: readonly { algorithm: string }[];
  readonly enc: readonly string[];
  readonly mac: readonly string[];
}

describe('the algorithms of the SSH door', () => {
  let gateway: RunningGateway;

  beforeAll(async () => {
    gateway = await startGatewayProcess();
  });
  afterAll(() => gateway?.dispose());

  const audit = (...options: string[]): ReturnType<typeof runProgram> =>
    runProgram('ssh-audit', ['-n', '-t', '30', ...options, '-p', String(gateway.sshPort), '127.0.0.1'], {
      rest: Buffer.alloc(0),
    });

  it('PS-07 ssh-audit finds nothing that fails', async () => {
    const report = await audit('-b', '-l', 'fail');
    expect(report.stdout.toString()).not.toContain('[fail]');
    // 3 stands for a failure, 1 for no connection; 2 for warnings.
    expect([0, 2]).toContain(report.code);
  });

  it('PS-07 offers no SHA-1, CBC, DSA or compression, and host keys of ed25519 and RSA with SHA-2', async () => {
    const found = JSON.parse((await audit('-j')).stdout.toString()) as Audit;
    const names = (part: readonly { algorithm: string }[]): string[] => part.map((each) => each.algorithm);
    expect(names(found.key).toSorted()).toEqual(['rsa-sha2-256', 'rsa-sha2-512', 'ssh-ed25519']);
    const everything = [...names(found.kex), ...found.enc, ...found.mac];
    expect(everything).toContain('curve25519-sha256');
    expect(everything).toContain('aes128-gcm@openssh.com');
    expect(
      everything.filter((name) => /sha1$|sha1-|cbc|dss|md5|arcfour|group1-|group14-sha1/.test(name)),
    ).toEqual([]);
  });
});
