import { RecordingTimeline } from '@gatehouse/contracts';
import type { Grant } from '@gatehouse/contracts';
import { createHash, randomFillSync } from 'node:crypto';
import { chmodSync, chownSync, closeSync, createReadStream, existsSync, openSync, rmSync } from 'node:fs';
import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { PersonAtWork } from '../world/person-at-work.js';
import { untilSealed } from '../world/recorded-streams.js';
import { repositoryRoot } from '../world/repository-root.js';
import { openAccess } from '../world/request-and-approve.js';
import { sessionOf } from '../world/sessions.js';
import { openSsh, scanHostKey } from '../world/ssh-client.js';
import { fingerprintOf } from '../world/start-sshd.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import { waitUntil } from '../world/wait-until.js';
import type { ClientRun } from './client-program.js';
import { runProgram } from './run-program.js';

const mebibytes = process.env.LONG ? 1024 : 64;
const longestMs = process.env.LONG ? 900_000 : 300_000;

/** A file there, and the same file back, on one connection. */
interface ThereAndBack {
  readonly vendor: PersonAtWork;
  readonly code: string;
  readonly user: string;
  readonly far: string;
  readonly back: string;
}

describe('a big file there and back', () => {
  let world: World;
  const near = temporaryFolder('big');
  const local = join(near.path, 'big.bin');
  let sha256: string;

  beforeAll(async () => {
    world = await startWorld();
    sha256 = writeRandom(local, mebibytes);
    chmodSync(near.path, 0o755);
  });
  afterAll(async () => {
    await world?.stop();
    near.remove();
  });

  const scripted =
    (interpreter: string, script: string) =>
    ({ vendor, code, user, far, back }: ThereAndBack): Promise<ClientRun> =>
      runProgram(
        interpreter,
        [
          join(repositoryRoot, 'e2e/src/ssh/clients', script),
          ...[String(world.gateway.sshPort), user, vendor.password, code, local, far, back],
        ],
        { rest: Buffer.alloc(0) },
        {},
        longestMs,
      );

  /** Takes its commands from a file and asks for the code on its input. */
  const psftp = async ({ vendor, code, user, far, back }: ThereAndBack): Promise<ClientRun> => {
    const batch = join(near.path, 'batch');
    writeFileSync(batch, `put ${local} ${far}\nget ${far} ${back}\nquit\n`);
    const hostKey = fingerprintOf(await scanHostKey(world.gateway.sshPort));
    const who = ['-P', String(world.gateway.sshPort), '-pw', vendor.password, `${user}@127.0.0.1`];
    return runProgram(
      'psftp',
      ['-noagent', '-hostkey', hostKey, '-b', batch, ...who],
      { rest: Buffer.from(`${code}\n`) },
      { HOME: near.path },
      longestMs,
    );
  };

  it.each<[string, (job: ThereAndBack) => Promise<ClientRun>]>([
    ['PuTTY psftp', psftp],
    ['paramiko', scripted('/usr/bin/python3', 'paramiko-files.py')],
    ['AsyncSSH', scripted('/usr/bin/python3', 'asyncssh-files.py')],
    ['libssh2', scripted('/usr/bin/perl', 'libssh2-files.pl')],
  ])(
    'PS-08 by %s is the same on both sides and on record',
    async (name, run) => {
      const { plant } = world;
      const vendor = await plant.anotherVendor();
      const target = await plant.anotherTarget();
      const grant = await openAccess(plant, {
        vendor,
        targetId: target.id,
        rights: ['files-in', 'files-out'],
      });
      const far = join(farFolder(name), 'big.bin');
      const back = join(near.path, 'back.bin');
      const user = `${vendor.login}+${target.handle}`;
      const done = await run({ vendor, code: await vendor.authenticator.nextCode(), user, far, back });
      const said = done.stdout.toString() + done.stderr;
      expect([done.code, done.code === 0 ? '' : said]).toEqual([0, '']);
      expect([await hashOf(far), await hashOf(back)]).toEqual([sha256, sha256]);
      expect(await transfersOf(grant)).toEqual([summary('Sent', far), summary('Fetched', far)]);
      for (const file of [far, back]) rmSync(file);
    },
    longestMs,
  );

  it(
    'PS-08 by sftp, scp, scp -O and rsync over one master connection is the same on both sides and on record',
    async () => {
      const { plant } = world;
      const [vendor, target] = [await plant.anotherVendor(), await plant.anotherTarget()];
      const grant = await openAccess(plant, {
        vendor,
        targetId: target.id,
        rights: ['exec', 'files-in', 'files-out'],
      });
      const control = join(near.path, 'master');
      const user = `${vendor.login}+${target.handle}`;
      const master = openSsh({
        port: world.gateway.sshPort,
        user,
        answers: [vendor.password, await vendor.authenticator.nextCode()],
        options: ['ControlMaster=yes', `ControlPath=${control}`, 'SessionType=none'],
      });
      await waitUntil('the master is let in', () => existsSync(control));
      const shared = ['-F', '/dev/null', '-o', `ControlPath=${control}`];
      const folderOf = (name: string): string => join(world.sshd.home, name);
      const farOf = (name: string): string => join(folderOf(name), 'big.bin');
      const programs = ['sftp', 'scp', 'scp-O', 'rsync'];
      programs.forEach(farFolder);
      const at = (path: string): string => `${user}@127.0.0.1:${path}`;
      const backs: string[] = [];
      const back = (name: string): string => (backs.push(join(near.path, name)), join(near.path, name));
      const must = async (program: string, args: string[], input = ''): Promise<void> => {
        const run = await runProgram(program, args, { rest: Buffer.from(input) }, {}, longestMs);
        expect([
          program,
          ...args,
          run.code,
          run.code === 0 ? '' : run.stdout.toString() + run.stderr,
        ]).toEqual([program, ...args, 0, '']);
      };
      const batch = `put ${local} ${farOf('sftp')}\nget ${farOf('sftp')} ${back('sftp')}\n`;
      await must('sftp', [...shared, '-q', '-b', '-', at('')], batch);
      for (const legacy of [[], ['-O']]) {
        const name = ['scp', ...legacy].join('');
        await must('scp', [...shared, ...legacy, local, at(folderOf(name))]);
        await must('scp', [...shared, ...legacy, at(farOf(name)), back(name)]);
      }
      const over = ['-e', ['ssh', ...shared].join(' ')];
      await must('rsync', [...over, local, at(farOf('rsync'))]);
      await must('rsync', [...over, at(farOf('rsync')), back('rsync')]);
      await master.kill();

      for (const file of [...programs.map(farOf), ...backs])
        expect([file, await hashOf(file)]).toEqual([file, sha256]);
      expect(await transfersOf(grant)).toEqual(
        ['sftp', 'scp', 'scp-O'].flatMap((name) => [
          summary('Sent', farOf(name)),
          summary('Fetched', farOf(name)),
        ]),
      );
    },
    2 * longestMs,
  );

  it(
    'PS-09 new keys every 16 KiB while files go both ways at once: no stall, and the same on both sides',
    async () => {
      const { plant } = world;
      const [vendor, target] = [await plant.anotherVendor(), await plant.anotherTarget()];
      await openAccess(plant, { vendor, targetId: target.id, rights: ['files-in', 'files-out'] });
      const control = join(near.path, 'rekeying');
      const user = `${vendor.login}+${target.handle}`;
      const master = openSsh({
        port: world.gateway.sshPort,
        user,
        answers: [vendor.password, await vendor.authenticator.nextCode()],
        options: ['ControlMaster=yes', `ControlPath=${control}`, 'SessionType=none', 'RekeyLimit=16K'],
      });
      await waitUntil('the master is let in', () => existsSync(control));
      const [small, back] = [join(near.path, 'small.bin'), join(near.path, 'small-back.bin')];
      const digest = writeRandom(small, 2);
      const far = farFolder('rekeying');
      const sftp = (commands: string): Promise<ClientRun> =>
        runProgram(
          'sftp',
          ['-F', '/dev/null', '-o', `ControlPath=${control}`, '-q', '-b', '-', `${user}@127.0.0.1:`],
          { rest: Buffer.from(commands) },
          {},
          longestMs,
        );
      expect((await sftp(`put ${small} ${join(far, 'first.bin')}\n`)).code).toBe(0);
      const both = await Promise.all([
        sftp(`put ${small} ${join(far, 'second.bin')}\n`),
        sftp(`get ${join(far, 'first.bin')} ${back}\n`),
      ]);
      await master.kill();
      expect(both.map(({ code }) => code)).toEqual([0, 0]);
      for (const file of [join(far, 'first.bin'), join(far, 'second.bin'), back])
        expect([file, await hashOf(file)]).toEqual([file, digest]);
    },
    longestMs,
  );

  /** A folder of the account at the machine. */
  function farFolder(name: string): string {
    const { home, account } = world.sshd;
    const folder = join(home, name.replaceAll(' ', '-'));
    mkdirSync(folder);
    chownSync(folder, account.uid, account.gid);
    return folder;
  }

  function summary(verb: string, path: string): string {
    return `${verb} ${path}, ${mebibytes * 1_048_576} bytes, SHA-256 ${sha256}`;
  }

  async function transfersOf(grant: Grant): Promise<string[]> {
    const { auditor } = world.plant;
    const { id } = await sessionOf(auditor, grant.id);
    const session = await untilSealed(auditor, id, longestMs);
    const path = `/api/recordings/${session.recording?.id ?? ''}/timeline`;
    const { events } = await auditor.api.get(path, RecordingTimeline);
    return events.filter(({ kind }) => kind === 'file.transferred').map(({ text }) => text);
  }
});

/** @returns the SHA-256 of what was written. */
function writeRandom(file: string, size: number): string {
  const hash = createHash('sha256');
  const piece = Buffer.alloc(1 << 20);
  const handle = openSync(file, 'w');
  for (let written = 0; written < size; written += 1) {
    writeSync(handle, randomFillSync(piece));
    hash.update(piece);
  }
  closeSync(handle);
  return hash.digest('hex');
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
