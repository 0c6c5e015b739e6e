import { AccessRequest } from '@gatehouse/contracts';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { startPostgres, startRedis } from '../world/database.js';
import type { RunningDatabase, RunningRedis } from '../world/database.js';
import { runGatehouse } from '../world/gatehouse-command.js';
import { repositoryRoot } from '../world/repository-root.js';
import { recordedStreams, untilSealed } from '../world/recorded-streams.js';
import { openAccess } from '../world/request-and-approve.js';
import { scanHostKey } from '../world/ssh-client.js';
import { startGatewayProcess } from '../world/start-gateway-process.js';
import type { RunningGateway } from '../world/start-gateway-process.js';
import { buildPlant } from '../world/plant.js';
import type { Plant } from '../world/plant.js';
import { startSshd } from '../world/start-sshd.js';
import type { RunningSshd } from '../world/start-sshd.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { TerminalClient } from '../world/terminal-client.js';
import { pause, waitUntil } from '../world/wait-until.js';

describe('the environment of docker-compose.yml, as processes: real PostgreSQL 15 and Redis', () => {
  const folder = temporaryFolder('services');
  let postgres: RunningDatabase;
  let redis: RunningRedis;
  let sshd: RunningSshd;
  let gateway: RunningGateway;
  let plant: Plant;

  beforeAll(async () => {
    [postgres, redis, sshd] = await Promise.all([startPostgres(), startRedis(), startSshd()]);
    gateway = await startGatewayProcess({ environment: composeEnvironment() });
    plant = await buildPlant(gateway, sshd);
  });
  afterAll(async () => {
    await gateway?.dispose();
    await Promise.all([postgres?.stop(), redis?.stop(), sshd?.stop()]);
    folder.remove();
  });

  /** The names compose gives its gateway; what is a path, a port or an address in a container is one of this test. */
  function composeEnvironment(): Record<string, string> {
    const compose = parse(readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8')) as {
      services: { gateway: { environment: Record<string, string> } };
    };
    const secrets: Record<string, string> = { database_url: postgres.url, redis_url: redis.url };
    const own = ['PUBLIC_ORIGIN', 'DATA_DIR', 'KEK_FILE', 'HTTP_HOST', 'HTTP_PORT', 'SSH_HOST', 'SSH_PORT'];
    return Object.fromEntries(
      Object.entries(compose.services.gateway.environment)
        .filter(([name]) => !own.includes(name))
        .map(([name, value]) => {
          const secret = /^\/run\/secrets\/(.+)$/.exec(value)?.[1];
          if (secret === undefined) return [name, value];
          const file = join(folder.path, secret);
          writeFileSync(file, secrets[secret] ?? '', { mode: 0o600 });
          chmodSync(file, 0o600);
          return [name, file];
        }),
    );
  }

  it('takes the path from request to replay', async () => {
    const grant = await openAccess(plant);
    const client = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await client.ready();
    client.type('echo on real ser""vices; exit\r');
    await client.closed;
    const session = await untilSealed(plant.auditor, sessionId);
    const { out } = await recordedStreams(plant.auditor, session.recording?.id ?? '');
    expect(out.toString()).toContain('on real services');
    expect(postgres.version).toBeGreaterThanOrEqual(15);
    expect(redis.dump()).not.toBe('');
  });

  it('goes on as it was after a restart: people, grants, recordings and keys', async () => {
    const grant = await openAccess(plant);
    const fingerprint = await scanHostKey(gateway.sshPort);
    await gateway.stop();
    gateway = await startGatewayProcess({
      dataDirectory: gateway.dataDirectory,
      ports: { http: gateway.httpPort, ssh: gateway.sshPort },
      environment: composeEnvironment(),
    });
    expect(gateway.setUpToken).toBeNull();
    expect(await scanHostKey(gateway.sshPort)).toBe(fingerprint);
    // The web session of before the restart still holds.
    const client = await TerminalClient.connect(plant.vendor, grant);
    client.close();
  });

  it('MN-02 forgets nothing and runs on when Redis dies', async () => {
    const grant = await openAccess(plant);
    const client = await TerminalClient.connect(plant.vendor, grant);
    await redis.kill();
    client.type('echo still he""re\r');
    await client.untilOutput(/still here/);
    await plant.approver.api.mustSend('POST', `/api/grants/${grant.id}/revoke`, {});
    const revokedAt = Date.now();
    const { ended, at } = await client.untilEnded();
    expect(ended.code).toBe('GH-REVOKED');
    expect(at - revokedAt).toBeLessThanOrEqual(5_000);
    const login = await plant.vendor.api.send('POST', '/api/step-up', {
      code: plant.vendor.authenticator.lastCode(),
    });
    expect(login.status).toBeGreaterThanOrEqual(400);
  });

  it('MN-01 SE-18 goes on without its database, starts nothing new, and the local kill ends all within a second', async () => {
    const grant = await openAccess(plant);
    const other = await openAccess(plant, { targetId: (await plant.anotherTarget()).id });
    const client = await TerminalClient.connect(plant.vendor, grant);
    const { sessionId } = await client.ready();
    await postgres.kill();
    await pause(2_000);
    client.type('echo with""out it\r');
    await client.untilOutput(/without it/);
    const asked = performance.now();
    const refused = await plant.vendor.api.send('POST', `/api/grants/${other.id}/connect-tickets`, {});
    expect(refused.status).toBe(503);
    expect(performance.now() - asked).toBeLessThan(2_000);
    expect(refused.text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|SELECT|at .*\.js/);

    const killedAt = Date.now();
    const kill = await runGatehouse(gateway, ['kill', '--all', '--json']);
    expect(kill.code).toBe(0);
    expect((JSON.parse(kill.output) as { ms: number }).ms).toBeLessThanOrEqual(1_000);
    const { at } = await client.untilEnded();
    await waitUntil('the machine has let go', () => sshd.accountProcesses().length === 0, 5_000, 20);
    // The start of the command is in this; the gateway's own part is above.
    expect(at - killedAt).toBeLessThanOrEqual(2_000);

    await postgres.startAgain();
    await waitUntil('the gateway serves again', async () => {
      const answer = await plant.vendor.api.send('GET', '/api/me').catch(() => null);
      return answer?.status === 200;
    });
    const session = await untilSealed(plant.auditor, sessionId);
    const { out } = await recordedStreams(plant.auditor, session.recording?.id ?? '');
    expect(out.toString()).toContain('without it');
    // The kill is latched: nothing it covers connects again until it is lifted.
    await expect(TerminalClient.connect(plant.vendor, grant)).rejects.toThrow();
    await expect(TerminalClient.connect(plant.vendor, other)).rejects.toThrow();
    await plant.vendor.api.get(`/api/access-requests/${other.requestId}`, AccessRequest);
  });
});
