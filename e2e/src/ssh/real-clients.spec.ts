import { createHash, randomBytes } from 'node:crypto';
import type { PersonAtWork } from '../world/person-at-work.js';
import { registerSshKey } from '../world/register-ssh-key.js';
import { openAccess } from '../world/request-and-approve.js';
import { startWorld } from '../world/start-world.js';
import type { World } from '../world/start-world.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import type { ClientJob, ClientProgram, ClientRun } from './client-program.js';
import { clientPrograms, readyMark } from './client-programs.js';

type Task = Pick<ClientJob, 'command' | 'stdin' | 'rekeyBytes' | 'echoes'>;

/** What is asked of every client, and must come back as it does when the client stands before the machine itself. */
const halfClose: Task = {
  command: `echo '${readyMark}' >&2; sha256sum; echo trouble >&2; exit 7`,
  stdin: randomBytes(300 * 1024),
};
const thereAndBack: Task = {
  command: `echo '${readyMark}' >&2; cat; kill -TERM $$`,
  stdin: randomBytes(1 << 20),
  rekeyBytes: 128 * 1024,
  echoes: true,
};

describe('clients of other makes', () => {
  let world: World;
  let folder: ReturnType<typeof temporaryFolder>;
  /** Each login has a person of its own, so that no test waits for another one's next code. */
  const people = new Map<ClientProgram, { byPassword: PersonAtWork; byKey: PersonAtWork; keyFile: string }>();

  beforeAll(async () => {
    folder = temporaryFolder('keys');
    world = await startWorld();
    for (const program of clientPrograms) {
      const [byPassword, byKey] = [await world.plant.anotherVendor(), await world.plant.anotherVendor()];
      const { file } = await registerSshKey(byKey, folder.path);
      people.set(program, { byPassword, byKey, keyFile: file });
    }
  });
  afterAll(async () => {
    await world?.stop();
    folder?.remove();
  });

  async function through(
    program: ClientProgram,
    person: PersonAtWork,
    firstFactor: ClientJob['firstFactor'],
    task: Task,
  ): Promise<ClientRun> {
    await openAccess(world.plant, { vendor: person });
    return program.run({
      ...task,
      port: world.gateway.sshPort,
      user: `${person.login}+${world.plant.target.handle}`,
      firstFactor,
      code: await person.authenticator.nextCode(),
    });
  }

  function direct(program: ClientProgram, task: Task): Promise<ClientRun> {
    return program.run({
      ...task,
      port: world.sshd.port,
      user: world.sshd.account.name,
      firstFactor: { keyFile: world.sshd.clientKeyFile },
      code: null,
    });
  }

  const peopleOf = (
    program: ClientProgram,
  ): { byPassword: PersonAtWork; byKey: PersonAtWork; keyFile: string } => {
    const known = people.get(program);
    if (!known) throw new Error(`nobody uses ${program.name}`);
    return known;
  };

  describe.each(clientPrograms.map((program) => [program.name, program] as const))('%s', (_name, program) => {
    it('PS-08 PS-13 signs in with password and code: half close, error output and status as without us', async () => {
      const { byPassword } = peopleOf(program);
      const run = await through(program, byPassword, { password: byPassword.password }, halfClose);
      expect({ stdout: run.stdout.toString(), stderr: run.stderr, code: run.code }).toEqual({
        stdout: `${sha256(halfClose.stdin)}  -\n`,
        stderr: expect.stringContaining('trouble') as string,
        code: 7,
      });
      const without = await direct(program, halfClose);
      expect([without.stdout.toString(), without.code]).toEqual([run.stdout.toString(), run.code]);
    });

    it('PS-08 PS-13 signs in with key and code: every byte under changing keys and the exit signal as without us', async () => {
      const { byKey, keyFile } = peopleOf(program);
      const run = await through(program, byKey, { keyFile }, thereAndBack);
      expect(run.stderr).toContain(readyMark);
      expect([run.stdout.length, sha256(run.stdout)]).toEqual([
        thereAndBack.stdin.length,
        sha256(thereAndBack.stdin),
      ]);
      // What a client makes of an exit signal is its own: Dropbear's reports success.
      const without = await direct(program, thereAndBack);
      expect([sha256(without.stdout), without.code]).toEqual([sha256(run.stdout), run.code]);
    });
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
