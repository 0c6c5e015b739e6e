import { generateKeyPairSync, randomBytes } from 'node:crypto';
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
}

const context = 'installation-secrets';

/** Reads them, or makes them when the database has none. Two nodes that start at once end with the same ones. */
export async function loadInstallationSecrets(
  database: DataSource,
  box: SecretBox,
): Promise<InstallationSecrets> {
  const stored = await readSealed(database);
  if (stored) return parse(box.open(stored, context));
  const made = box.seal(Buffer.from(JSON.stringify(make())), context);
  await database.query(
    `INSERT INTO installation_secret (name, sealed, made_at) VALUES ($1, $2, now()) ON CONFLICT (name) DO NOTHING`,
    [context, made],
  );
  const now = await readSealed(database);
  if (!now) throw new Error('the installation secrets were written and are gone');
  return parse(box.open(now, context));
}

/** True when the database holds anything sealed, so that a new key-encryption key would lose it. */
export async function holdsSealedSecrets(database: DataSource): Promise<boolean> {
  return (await readSealed(database)) !== null;
}

async function readSealed(database: DataSource): Promise<Buffer | null> {
  const found = await database.query<{ sealed: Buffer }[]>(
    `SELECT sealed FROM installation_secret WHERE name = $1`,
    [context],
  );
  return found[0]?.sealed ?? null;
}

function parse(bytes: Buffer): InstallationSecrets {
  return JSON.parse(bytes.toString('utf8')) as InstallationSecrets;
}

function make(): InstallationSecrets {
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
