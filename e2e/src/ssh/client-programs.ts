import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../world/repository-root.js';
import { fingerprintOf } from '../world/start-sshd.js';
import { runSsh, scanHostKey } from '../world/ssh-client.js';
import { temporaryFolder } from '../world/temporary-folder.js';
import type { ClientJob, ClientProgram, ClientRun } from './client-program.js';
import { runProgram } from './run-program.js';

/** Written to standard error before anything is read, by the command under test: from here on input is its input. */
export const readyMark = 'ready for input';

const openSsh: ClientProgram = {
  name: 'OpenSSH',
  run: ({ port, user, firstFactor, code, command, stdin, rekeyBytes }) =>
    runSsh({
      port,
      user,
      command,
      stdin,
      ...('keyFile' in firstFactor ? { keyFile: firstFactor.keyFile } : {}),
      answers: [
        ...('password' in firstFactor ? [firstFactor.password] : []),
        ...(code === null ? [] : [code]),
      ],
      options: rekeyBytes === undefined ? [] : [`RekeyLimit=${rekeyBytes}`],
      timeoutMs: 100_000,
    }),
};

/** Has no terminal to ask on, so it asks on its input; the rest of that is the command's. */
const plink: ClientProgram = {
  name: 'PuTTY plink',
  run: (job) =>
    inFolder(async (folder) => {
      const hostKey = fingerprintOf(await scanHostKey(job.port));
      const first =
        'keyFile' in job.firstFactor
          ? ['-i', convertKey(folder, 'puttygen', [job.firstFactor.keyFile, '-o'])]
          : ['-pw', job.firstFactor.password];
      return runProgram(
        'plink',
        [
          '-ssh',
          '-noagent',
          '-no-antispoof',
          '-hostkey',
          hostKey,
          '-P',
          String(job.port),
          ...first,
          `${job.user}@127.0.0.1`,
          job.command,
        ],
        answersThenInput(job),
        { HOME: folder },
      );
    }),
};

const dropbear: ClientProgram = {
  name: 'Dropbear dbclient',
  run: (job) =>
    inFolder((folder) => {
      const [options, environment] =
        'keyFile' in job.firstFactor
          ? [
              ['-i', convertKey(folder, 'dropbearconvert', ['openssh', 'dropbear', job.firstFactor.keyFile])],
              {},
            ]
          : [[], { DROPBEAR_PASSWORD: job.firstFactor.password }];
      return runProgram(
        'dbclient',
        ['-y', '-y', '-T', ...options, '-p', String(job.port), `${job.user}@127.0.0.1`, job.command],
        answersThenInput(job),
        { HOME: folder, ...environment },
      );
    }),
};

const scripted = (name: string, interpreter: string, script: string): ClientProgram => ({
  name,
  run: ({ port, user, firstFactor, code, command, stdin, rekeyBytes, echoes }) =>
    runProgram(
      interpreter,
      [
        join(repositoryRoot, 'e2e/src/ssh/clients', script),
        String(port),
        user,
        ...('keyFile' in firstFactor ? ['key', firstFactor.keyFile] : ['password', firstFactor.password]),
        code ?? '',
        command,
        String(rekeyBytes ?? 1 << 29),
        ...(echoes ? ['echo'] : []),
      ],
      { rest: stdin },
    ),
});

/** Everything Debian has that speaks SSH on its own. A new one needs a line here and its package. */
export const clientPrograms: readonly ClientProgram[] = [
  openSsh,
  plink,
  dropbear,
  scripted('paramiko', '/usr/bin/python3', 'paramiko-client.py'),
  scripted('AsyncSSH', '/usr/bin/python3', 'asyncssh-client.py'),
  scripted('libssh2', '/usr/bin/perl', 'libssh2-client.pl'),
];

function answersThenInput({ code, stdin }: ClientJob): Parameters<typeof runProgram>[2] {
  return code === null ? { rest: stdin } : { first: `${code}\n`, ready: new RegExp(readyMark), rest: stdin };
}

function convertKey(folder: string, program: string, args: readonly string[]): string {
  const file = join(folder, 'key');
  execFileSync(program, [...args, file], { stdio: ['ignore', 'ignore', 'pipe'] });
  return file;
}

async function inFolder(work: (folder: string) => Promise<ClientRun>): Promise<ClientRun> {
  const folder = temporaryFolder('client');
  try {
    return await work(folder.path);
  } finally {
    folder.remove();
  }
}
