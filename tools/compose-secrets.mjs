// node tools/compose-secrets.mjs https://gatehouse.example.com: makes what docker-compose.yml reads from files,
// once. What is there already is left alone, so a second run changes nothing.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runCommand } from './run-command.mjs';

const folder = process.env.SECRETS_DIR ?? join(root, 'secrets');
const origin = readOrigin(process.argv[2]);
// Containers run as users of their own and read the files through a bind mount; the folder keeps others out.
mkdirSync(folder, { recursive: true, mode: 0o700 });
chmodSync(folder, 0o700);

if (!existsSync(join(folder, 'postgres_password'))) {
  const password = randomSecret();
  write('postgres_password', password);
  write('database_url', `postgres://gatehouse:${password}@postgres:5432/gatehouse`);
}
if (!existsSync(join(folder, 'redis_password'))) {
  const password = randomSecret();
  write('redis_password', password);
  write('redis_url', `redis://:${password}@redis:6379`);
  // Queues must not be evicted, and what was queued must survive a restart.
  write('redis_conf', `requirepass ${password}\nappendonly yes\nmaxmemory-policy noeviction\ndir /data\n`);
}
if (!existsSync(join(folder, 'tls.crt'))) await makeCertificate(origin.hostname);
if (!existsSync(join(root, '.env')) && !process.env.SECRETS_DIR)
  writeFileSync(join(root, '.env'), `PUBLIC_ORIGIN=${origin.origin}\n`);
console.log(`Secrets are in ${folder}. Back them up apart from the database.`);

function readOrigin(text) {
  if (text && URL.canParse(text) && text.startsWith('https://')) return new URL(text);
  console.error('Say under which address people open Gatehouse: node tools/compose-secrets.mjs https://NAME');
  process.exit(1);
}

function randomSecret() {
  return randomBytes(24).toString('base64url');
}

function write(name, text) {
  writeFileSync(join(folder, name), text, { mode: 0o444, flag: 'wx' });
}

async function makeCertificate(hostname) {
  const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')];
  const { code, output } = await runCommand('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '365'],
    ...[
      '-subj',
      `/CN=${hostname}`,
      '-addext',
      `subjectAltName=DNS:${hostname}`,
      '-keyout',
      key,
      '-out',
      certificate,
    ],
  ]);
  if (code !== 0) {
    console.error(
      `Put your certificate into ${certificate} and its key into ${key}; openssl could not make them:\n${output}`,
    );
    process.exit(1);
  }
  for (const path of [key, certificate]) chmodSync(path, 0o444);
  console.log(
    `Made a certificate for ${hostname} that no browser trusts: replace tls.crt and tls.key with yours.`,
  );
}
