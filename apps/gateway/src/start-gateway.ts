import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createEnvelope } from '@gatehouse/credential';
import { startEmbeddedPostgres } from '@gatehouse/embedded-postgres';
import type { RunningPostgres } from '@gatehouse/embedded-postgres';
import { systemClock } from '@gatehouse/kernel';
import type { NodeId } from '@gatehouse/kernel';
import { migrations } from '@gatehouse/migrations';
import { openDatabase } from '@gatehouse/persistence';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { GatewayConfig } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import { createApp } from './create-app.js';
import { describeError } from './describe-error.js';
import type { TlsMaterial } from './create-app.js';
import { holdsSealedSecrets, loadInstallationSecrets, nodeIdFrom } from './keys/installation-secrets.js';
import { loadKeyEncryptionKey } from './keys/key-encryption-key.js';
import type { LocalCertificate } from './keys/local-certificate.js';
import { loadLocalCertificate } from './keys/local-certificate.js';
import type { GatewayContext } from './wiring/context.module.js';

export interface RunningGateway {
  readonly app: NestExpressApplication;
  readonly context: GatewayContext;
  /** Port the web side listens on; differs from the configured one when that was 0. */
  readonly httpPort: number;
  /** Where the embedded database keeps its files, which is elsewhere when its account may not enter the data directory. */
  readonly databaseFolder: string | null;
  /** Milliseconds per step of the start. */
  readonly timings: Readonly<Record<string, number>>;
  /** Drains, closes, and stops the embedded database last. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts one gateway node: database, schema, keys, then the application; nothing listens before all of it
 * stands. What was started is stopped again when a later step fails.
 */
export async function startGateway(config: GatewayConfig, signal?: AbortSignal): Promise<RunningGateway> {
  const log = pino({
    level: config.logLevel,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
    serializers: { error: describeError },
  });
  const timings: Record<string, number> = {};
  const lap = stopwatch(timings);
  const undo: (() => Promise<void>)[] = [];
  try {
    await mkdir(config.dataDirectory, { recursive: true, mode: 0o711 });
    const postgres = await startDatabase(config, log);
    if (postgres) undo.unshift(() => postgres.stop());
    lap('database');
    const database = await connect(config, postgres);
    undo.unshift(() => database.destroy());
    lap('schema');
    const key = await loadKeyEncryptionKey(
      config.keyEncryptionKeyFile,
      !(await holdsSealedSecrets(database)),
    );
    const secretBox = createEnvelope(key);
    const secrets = await loadInstallationSecrets(database, secretBox).catch((error: unknown) => {
      throw new ConfigError(
        `The key file ${config.keyEncryptionKeyFile} does not open this database's secrets. It belongs to another installation; put the right one back.`,
        { cause: error },
      );
    });
    lap('keys');
    signal?.throwIfAborted();
    const nodeId = await readNodeId(config.dataDirectory);
    const tls = await loadTls(config);
    const context: GatewayContext = {
      config,
      clock: systemClock,
      database,
      secretBox,
      secrets,
      log,
      nodeId,
      viewerCertificate:
        config.vnc || config.rdp ? (tls ?? (await readPair(await localCertificate(config)))) : null,
    };
    const app = await createApp(context, tls);
    undo.unshift(() => app.close());
    await app.listen(config.http.port, config.http.host);
    lap('application');
    const address = app.getHttpServer().address() as { port: number };
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopping ??= runAll(undo));
    const databaseFolder = postgres?.dataFolder ?? null;
    return { app, context, httpPort: address.port, databaseFolder, timings, stop };
  } catch (error) {
    await runAll(undo).catch(() => undefined);
    throw portTaken(error) ?? error;
  }
}

function portTaken(error: unknown): ConfigError | null {
  const { code, port } = error as { code?: string; port?: number };
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return null;
  return new ConfigError(
    `Port ${port} ${code === 'EACCES' ? 'may not be opened by this user' : 'is taken by another program'}. Stop that program, or set HTTP_PORT, SSH_PORT, VNC_PORT or RDP_PORT to another number.`,
    { cause: error },
  );
}

async function startDatabase(config: GatewayConfig, log: Logger): Promise<RunningPostgres | null> {
  if (config.databaseUrl !== null) return null;
  return startEmbeddedPostgres({
    dir: join(config.dataDirectory, 'postgres'),
    log: (line) => log.info({ part: 'postgres' }, line),
  });
}

async function connect(config: GatewayConfig, postgres: RunningPostgres | null): Promise<DataSource> {
  const url = postgres?.url ?? config.databaseUrl ?? '';
  try {
    return await openDatabase({ url, migrations, poolSize: 20 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED')
      throw new ConfigError(
        `The database at ${new URL(url).host} does not answer. Start it, or correct DATABASE_URL; without DATABASE_URL the embedded one is used.`,
        { cause: error },
      );
    throw error;
  }
}

async function loadTls(config: GatewayConfig): Promise<TlsMaterial | null> {
  if (config.http.tls === null) return null;
  return readPair(config.http.tls === 'local-ca' ? await localCertificate(config) : config.http.tls);
}

/** Also what viewers are shown where the web side has no TLS of its own: on localhost, or behind a proxy. */
function localCertificate(config: GatewayConfig): Promise<LocalCertificate> {
  const hostname = new URL(config.publicOrigin).hostname;
  return loadLocalCertificate(join(config.dataDirectory, 'tls'), hostname, new Date());
}

async function readPair(files: {
  readonly certFile: string;
  readonly keyFile: string;
}): Promise<TlsMaterial> {
  try {
    return { cert: await readFile(files.certFile, 'utf8'), key: await readFile(files.keyFile, 'utf8') };
  } catch (error) {
    throw new ConfigError(
      'TLS_CERT_FILE or TLS_KEY_FILE cannot be read. Check the paths, and that this user may read them.',
      { cause: error },
    );
  }
}

async function readNodeId(dataDirectory: string): Promise<NodeId> {
  const file = join(dataDirectory, 'node-id');
  const nodeId = nodeIdFrom(
    await readFile(file, 'utf8').then(
      (text) => text.trim(),
      () => null,
    ),
  );
  await writeFile(file, `${nodeId}\n`, { mode: 0o600 });
  return nodeId;
}

async function runAll(steps: (() => Promise<void>)[]): Promise<void> {
  let failure: unknown;
  for (const step of steps.splice(0)) await step().catch((error: unknown) => (failure ??= error));
  if (failure) throw failure instanceof Error ? failure : new Error('a part did not stop cleanly');
}

function stopwatch(timings: Record<string, number>): (name: string) => void {
  let last = performance.now();
  return (name) => {
    const now = performance.now();
    timings[name] = Math.round(now - last);
    last = now;
  };
}
