import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from '../config/config-error.js';

/**
 * The installation's one key-encryption key: 32 random bytes as base64url in a file outside the database, mode
 * 0600. Made on the first start only; `mayMake` is false once a database holds secrets, since a new key could
 * open none of them.
 */
export async function loadKeyEncryptionKey(file: string, mayMake: boolean): Promise<Buffer> {
  const existing = await read(file);
  if (existing) return existing;
  if (!mayMake)
    throw new ConfigError(
      `The key file ${file} is missing but the database already holds secrets sealed with it. Put the key file back from where you keep it; without it those secrets are lost.`,
    );
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await chmod(dirname(file), 0o700);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // link() fails when another process was first, so two that start together agree on one key.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  const made = await read(file);
  if (!made) throw new ConfigError(`The key file ${file} was made and is gone again; check the disk.`);
  return made;
}

async function read(file: string): Promise<Buffer | null> {
  let text: string;
  try {
    const mode = (await stat(file)).mode & 0o077;
    if (mode !== 0)
      throw new ConfigError(
        `The key file ${file} can be read by others (mode ${mode.toString(8)}). Run chmod 600 on it.`,
      );
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(
      `The key file ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    );
  }
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length !== 32)
    throw new ConfigError(`The key file ${file} does not hold a 32-byte key; put the right file back.`);
  return key;
}
