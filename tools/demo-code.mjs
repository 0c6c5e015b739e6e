// npm run demo:code NAME: the sign-in code of a demo person, as an authenticator app would show it.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './run-command.mjs';

const stepSeconds = 30;
const shortestSeconds = 3;

const people = readDemoPeople();
const wanted = process.argv.slice(2).join(' ').toLowerCase();
const found = people.filter(({ login, name }) => [login, name].some((text) => text.toLowerCase() === wanted));
const near = people.filter(({ login, name }) =>
  [login, name].some((text) => text.toLowerCase().startsWith(wanted)),
);
const person = found[0] ?? (wanted && near.length === 1 ? near[0] : undefined);
if (!person) {
  console.error('Say whose code: npm run demo:code NAME');
  for (const { login, name, role } of people) console.error(`  ${login.padEnd(12)} ${name} (${role})`);
  process.exit(1);
}

let leftSeconds = secondsLeft();
if (leftSeconds < shortestSeconds) {
  console.error('This code is about to change; waiting for the next one ...');
  await sleep(leftSeconds * 1000 + 50);
  leftSeconds = secondsLeft();
}
console.log(totp(person.totpSecret, Math.floor(Date.now() / 1000 / stepSeconds)));
console.error(`${person.name}: good for ${Math.floor(leftSeconds)} s, and for one use.`);

function readDemoPeople() {
  const file = join(resolve(root, process.env.DATA_DIR ?? '.data'), 'demo-people.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(
      `Cannot read ${file} (${error.code ?? error.message}). Run npm start first, as the same user.`,
    );
    process.exit(1);
  }
}

function secondsLeft() {
  return stepSeconds - ((Date.now() / 1000) % stepSeconds);
}

/** RFC 6238 with HMAC-SHA-1, six digits, 30 s; the truncation is RFC 4226 section 5.3. */
function totp(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', base32(secret)).update(counter).digest();
  const offset = mac[mac.length - 1] & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** RFC 4648 section 6, padding optional. */
function base32(text) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of text.toUpperCase().replaceAll('=', ''))
    bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}
