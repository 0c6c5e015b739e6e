import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres, startRedis } from '../world/database.js';
import type { RunningDatabase, RunningRedis } from '../world/database.js';
import { startGatewayProcess } from '../world/start-gateway-process.js';
import type { RunningGateway } from '../world/start-gateway-process.js';
import { repositoryRoot } from '../world/repository-root.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { readComposeFile } from './compose-file.js';

describe('the environment of docker-compose.yml, run as processes', () => {
  let postgres: RunningDatabase;
  let redis: RunningRedis;
  let gateway: RunningGateway;
  let environment: Record<string, string>;
  const secrets = temporaryFolder('secrets');

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    writeFileSync(join(secrets.path, 'database_url'), `${postgres.url}\n`, { mode: 0o400 });
    writeFileSync(join(secrets.path, 'redis_url'), `${redis.url}\n`, { mode: 0o400 });
    environment = onThisMachine(readComposeFile().services.gateway?.environment ?? {}, secrets.path);
    gateway = await startGatewayProcess({ environment });
  });
  afterAll(async () => {
    await gateway?.dispose();
    await Promise.all([postgres?.stop(), redis?.stop()]);
    secrets.remove();
  });

  it('serves on the PostgreSQL and the Redis that the secret files name', () => {
    expect(gateway.process.running).toBe(true);
    expect(postgres.dump()).toContain('access_request');
    expect(redis.dump()).toContain('gatehouse:');
  });

  it('starts no database of its own', () => {
    const commands = spawnSync('ps', ['-o', 'args=', '-p', gateway.processTree().join(',')], {
      encoding: 'utf8',
    });
    expect(commands.stdout).toContain('main.js');
    expect(commands.stdout).not.toMatch(/postgres -D/);
  });

  it('is healthy by the health check of the image, and unhealthy after it has stopped', async () => {
    expect(checkHealth().status).toBe(0);
    const end = await gateway.stop();
    expect(end).toEqual({ code: 0, signal: null });
    expect(checkHealth().status).toBe(1);
  });

  function checkHealth(): { status: number | null } {
    return spawnSync(process.execPath, [join(repositoryRoot, 'tools/container/healthcheck.mjs')], {
      env: { ...environment, HTTP_PORT: String(gateway.httpPort) },
    });
  }
});

/** Names, not addresses, of the container network stay as they are; ports and folders become free ones. */
function onThisMachine(composed: Record<string, string>, secretsFolder: string): Record<string, string> {
  const { DATA_DIR, HTTP_PORT, HTTP_HOST, SSH_HOST, SSH_PORT, KEK_FILE, ...kept } = composed;
  expect({ DATA_DIR, HTTP_PORT, HTTP_HOST, SSH_HOST, SSH_PORT, KEK_FILE }).toEqual({
    DATA_DIR: '/var/lib/gatehouse',
    KEK_FILE: '/var/lib/gatehouse/keys/kek',
    HTTP_HOST: '0.0.0.0',
    HTTP_PORT: '8080',
    SSH_HOST: '0.0.0.0',
    SSH_PORT: '2222',
  });
  const moved = Object.entries(kept).map(([name, value]) => [
    name,
    value
      .replace('/run/secrets', secretsFolder)
      .replace(/^\$\{PUBLIC_ORIGIN:.*$/, 'https://gate.plant.example'),
  ]);
  return Object.fromEntries(moved) as Record<string, string>;
}
