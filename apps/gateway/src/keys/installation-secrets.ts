import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { makeCertificateAuthority } from '@gatehouse/credential';
import { isId, newId } from '@gatehouse/kernel';
import type { NodeId, SecretBox } from '@gatehouse/kernel';
import { makeHostKey } from '@gatehouse/protocol-ssh';
import type { DataSource } from 'typeorm';

/** Secrets of the installation, made on its first start, sealed in the database, the same for all its nodes. */
export interface InstallationSecrets {
  /** OpenSSH private keys of the gateway's own SSH door, PEM: ed25519 first, then RSA 3072. */
  readonly sshHostKeys: readonly string[];
  /** Signs the webhook's body; the receiver checks it. */
  readonly webhookSecret: string;
  /** Private key of the authority that signs certificates for targets; still sealed, opened for each signature. */
  readonly certificateAuthority: Buffer;
}

const context = 'installation-secrets';
/** A row of its own: older installations get it at their first start with this version. */
const authority = 'ssh-certificate-authority';

type OpenSecrets = Omit<InstallationSecrets, 'certificateAuthority'>;

/** Reads them, or makes them when the database has none. Two nodes that start at once end with the same ones. */
export async function loadInstallationSecrets(
  database: DataSource,
  box: SecretBox,
): Promise<InstallationSecrets> {
  const secrets = await readOrMake(database, context, () =>
    box.seal(Buffer.from(JSON.stringify(make())), context),
  );
  const certificateAuthority = await readOrMake(database, authority, () => makeCertificateAuthority(box));
  return { ...parse(box.open(secrets, context)), certificateAuthority };
}

/** True when the database holds anything sealed, so that a new key-encryption key would lose it. */
export async function holdsSealedSecrets(database: DataSource): Promise<boolean> {
  return (await readSealed(database, context)) !== null;
}

async function readOrMake(database: DataSource, name: string, make: () => Buffer): Promise<Buffer> {
  const stored = await readSealed(database, name);
  if (stored) return stored;
  await database.query(
    `INSERT INTO installation_secret (name, sealed, made_at) VALUES ($1, $2, now()) ON CONFLICT (name) DO NOTHING`,
    [name, make()],
  );
  const now = await readSealed(database, name);
  if (!now) throw new Error('the installation secrets were written and are gone');
  return now;
}

async function readSealed(database: DataSource, name: string): Promise<Buffer | null> {
  const found = await database.query<{ sealed: Buffer }[]>(
    `SELECT sealed FROM installation_secret WHERE name = $1`,
    [name],
  );
  return found[0]?.sealed ?? null;
}

function parse(bytes: Buffer): OpenSecrets {
  return JSON.parse(bytes.toString('utf8')) as OpenSecrets;
}

function make(): OpenSecrets {
  const rsa = generateKeyPairSync('rsa', {
    modulusLength: 3072,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return {
    sshHostKeys: [makeHostKey().private, rsa.privateKey],
    webhookSecret: randomBytes(32).toString('base64url'),
  };
}

/** This node's name in sessions and recordings: kept in its data directory by the caller, made from nothing else. */
export function nodeIdFrom(text: string | null): NodeId {
  return isId('node', text) ? text : newId('node');
}
