import { SshKey } from '@gatehouse/contracts';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonAtWork } from './person-at-work.js';

export interface KeyPairFiles {
  readonly file: string;
  readonly privateKey: string;
  readonly id: string;
}

/** Makes a key pair as a person would, and puts its public half on their record at the gateway. */
export async function registerSshKey(person: PersonAtWork, folder: string): Promise<KeyPairFiles> {
  const file = join(folder, `${person.login}-key`);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', `${person.login} laptop`, '-f', file]);
  const line = readFileSync(`${file}.pub`, 'utf8').trim();
  const { id } = await person.api.post('/api/me/ssh-keys', { line }, SshKey);
  return { file, privateKey: readFileSync(file, 'utf8'), id };
}
