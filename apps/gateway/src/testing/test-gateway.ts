import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnvelope } from '@gatehouse/credential';
import { addEnrolledPerson, newToken, newTotpSecret, PasswordHasher } from '@gatehouse/identity';
import type { RoleAssignment } from '@gatehouse/identity';
import { newId } from '@gatehouse/kernel';
import type { PersonId, VendorOrganisationId } from '@gatehouse/kernel';
import { identityStoresOf, PostgresUnitOfWork } from '@gatehouse/persistence';
import { FixedClock, startTestDatabase } from '@gatehouse/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Type } from '@nestjs/common';
import { generateSync } from 'otplib';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { loadLocalCertificate } from '../keys/local-certificate.js';
import type { DoorCertificate } from '@gatehouse/protocol-vnc';
import { readConfig } from '../config/config.js';
import { createApp } from '../create-app.js';
import { sessionCookieName } from '../http/session-cookie.js';
import { loadInstallationSecrets } from '../keys/installation-secrets.js';
import type { GatewayContext } from '../wiring/context.module.js';
import { TestClient } from './test-client.js';

export interface TestPerson {
  readonly id: PersonId;
  readonly login: string;
  readonly password: string;
  readonly totpSecret: string;
}

export interface NewTestPerson {
  readonly login?: string;
  readonly displayName?: string;
  readonly roles?: readonly RoleAssignment[];
  readonly vendorOrganisationId?: VendorOrganisationId;
  readonly sponsorId?: PersonId;
  readonly recoveryCodes?: readonly string[];
}

/**
 * The real application on a database of its own, listening on a free port, with a clock that the test moves.
 * The environment's trusted proxy is 127.0.0.1, so that a client may come from any address.
 */
export class TestGateway {
  private constructor(
    /** Another one after `restart`. */
    public app: NestExpressApplication,
    readonly context: GatewayContext,
    readonly clock: FixedClock,
    readonly logLines: string[],
    private readonly stopDatabase: () => Promise<void>,
  ) {}

  static async start(
    options: { extra?: Type[]; environment?: Record<string, string> } = {},
  ): Promise<TestGateway> {
    const { database, stop } = await startTestDatabase();
    try {
      const clock = new FixedClock();
      const secretBox = createEnvelope(randomBytes(32));
      const logLines: string[] = [];
      const config = readConfig(
        { TRUSTED_PROXIES: '127.0.0.1', HTTP_PORT: '8080', SESSION_HOSTS: '0', ...options.environment },
        [],
      );
      const context: GatewayContext = {
        config,
        clock,
        database,
        secretBox,
        secrets: await loadInstallationSecrets(database, secretBox),
        log: pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) }),
        nodeId: newId('node'),
        viewerCertificate: config.vnc || config.rdp ? await makeViewerCertificate() : null,
      };
      const app = await createApp(context, null, options.extra);
      await app.listen(0, '127.0.0.1');
      return new TestGateway(app, context, clock, logLines, stop);
    } catch (error) {
      await stop();
      throw error;
    }
  }

  get database(): DataSource {
    return this.context.database;
  }

  get port(): number {
    return (this.app.getHttpServer().address() as { port: number }).port;
  }

  /** The node goes and comes back; the database stays. Clients of before are of the node that went. */
  async restart(): Promise<void> {
    await this.app.close();
    this.app = await createApp(this.context);
    await this.app.listen(0, '127.0.0.1');
  }

  get origin(): string {
    return this.context.config.publicOrigin;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.stopDatabase();
  }

  client(from?: string): TestClient {
    return new TestClient(this.port, this.origin, from);
  }

  /** A person who has enrolled, with a password and secret the test knows. */
  async addPerson(input: NewTestPerson = {}): Promise<TestPerson> {
    const person = {
      login: input.login ?? `p${newId('per').slice(-12)}`,
      password: randomBytes(12).toString('base64url'),
      totpSecret: newTotpSecret(),
    };
    const id = await addEnrolledPerson(
      {
        uow: new PostgresUnitOfWork(this.database, identityStoresOf),
        clock: this.clock,
        secretBox: this.context.secretBox,
        hasher: new PasswordHasher(),
      },
      {
        ...person,
        displayName: input.displayName ?? `Person ${person.login}`,
        email: null,
        vendorOrganisationId: input.vendorOrganisationId ?? null,
        sponsorId: input.sponsorId ?? null,
        timeZone: 'UTC',
        roles: input.roles ?? [],
        ...(input.recoveryCodes ? { recoveryCodes: input.recoveryCodes } : {}),
      },
    );
    return { id, ...person };
  }

  /** The code the person's authenticator shows now, or `stepsAgo` steps before. */
  code(person: { totpSecret: string }, stepsAgo = 0): string {
    const epoch = Math.floor(this.clock.now().getTime() / 1000) - stepsAgo * 30;
    return generateSync({ secret: person.totpSecret, epoch });
  }

  /** A web session of the person, written into the database without signing in; its factor is given now. */
  async openSession(personId: PersonId, level: 'password' | 'full' = 'full'): Promise<TestClient> {
    const { token, hash } = newToken();
    const now = this.clock.now();
    await new PostgresUnitOfWork(this.database, identityStoresOf).run(({ webSessions }) =>
      webSessions.add({
        tokenHash: hash,
        personId,
        level,
        source: '127.0.0.1',
        createdAt: now,
        expiresAt: new Date(now.getTime() + 3_600_000),
        factorAt: level === 'full' ? now : null,
      }),
    );
    const client = this.client();
    client.cookie = `${sessionCookieName}=${token}`;
    return client;
  }

  /** Moves the clock by one step, so that the code is a new one, and signs in with it. */
  async signIn(person: TestPerson, from?: string): Promise<TestClient> {
    this.clock.advance(30_000);
    const client = this.client(from);
    const half = await client.post('/api/sign-in', { login: person.login, password: person.password });
    if (half.status !== 200) throw new Error(`the password was answered with ${half.status}: ${half.text}`);
    const whole = await client.post('/api/sign-in/code', { code: this.code(person) });
    if (whole.status !== 200) throw new Error(`the code was answered with ${whole.status}: ${whole.text}`);
    return client;
  }

  /** Moves the clock by one step and gives the new code within the session of the client. */
  async stepUp(client: TestClient, person: TestPerson): Promise<void> {
    this.clock.advance(30_000);
    const answer = await client.post('/api/step-up', { code: this.code(person) });
    if (answer.status !== 200)
      throw new Error(`the step-up was answered with ${answer.status}: ${answer.text}`);
  }

  /** What the audit trail holds of a kind, oldest first. */
  async auditEntries(kind: string): Promise<{ actor: { id?: string; source?: string }; data: object }[]> {
    const rows = await this.database.query<{ canonical: Buffer }[]>(
      `SELECT canonical FROM audit_entry WHERE kind = $1 ORDER BY id`,
      [kind],
    );
    return rows.map(({ canonical }) => JSON.parse(canonical.toString('utf8')) as never);
  }
}

async function makeViewerCertificate(): Promise<DoorCertificate> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-tls-'));
  try {
    const { certFile, keyFile } = await loadLocalCertificate(folder, 'localhost', new Date());
    return { cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}
