import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hasProgram, runCommand, secondsSince } from './run-command.mjs';

/** Debian packages by what needs them. `has` says whether it is there already. */
const programs = [
  { need: 'SSH targets', packages: ['openssh-server'], has: () => existsSync('/usr/sbin/sshd') },
  { need: 'native SSH clients', packages: ['openssh-client'], has: () => hasProgram('ssh') },
  { need: 'SSH clients that type a password', packages: ['sshpass'], has: () => hasProgram('sshpass') },
  { need: 'PuTTY', packages: ['putty-tools'], has: () => hasProgram('plink') },
  { need: 'files over a command', packages: ['rsync'], has: () => hasProgram('rsync') },
  {
    need: 'Dropbear, as client and as target',
    packages: ['dropbear-bin'],
    has: () => hasProgram('dbclient'),
  },
  {
    need: 'SSH clients in Python',
    packages: ['python3-paramiko', 'python3-asyncssh'],
    has: () => hasModules('/usr/bin/python3', ['-W', 'ignore', '-c', 'import asyncssh, paramiko']),
  },
  {
    need: 'an SSH client on libssh2',
    packages: ['libnet-ssh2-perl'],
    has: () => hasModules('/usr/bin/perl', ['-MNet::SSH2', '-e', '1']),
  },
  { need: 'an auditor of SSH servers', packages: ['ssh-audit'], has: () => hasProgram('ssh-audit') },
  { need: 'an installed PostgreSQL', packages: ['postgresql'], has: hasInstalledPostgres },
  { need: 'Redis', packages: ['redis-server'], has: () => hasProgram('redis-server') },
  {
    need: 'the portal in a browser',
    packages: ['chromium', 'fonts-dejavu-core'],
    has: () => hasProgram('chromium'),
  },
  {
    need: 'VNC targets',
    packages: ['tigervnc-standalone-server', 'x11vnc', 'tightvncserver', 'xfonts-base', 'openssl'],
    has: async () =>
      existsSync('/usr/share/fonts/X11/misc') &&
      (await hasEvery(['Xtigervnc', 'x11vnc', 'Xtightvnc', 'openssl'])),
  },
  {
    need: 'RDP targets that ask for NLA, and a client',
    packages: ['freerdp2-shadow-x11', 'winpr-utils', 'freerdp2-x11'],
    has: () => hasEvery(['freerdp-shadow-cli', 'winpr-hash', 'xfreerdp']),
  },
  {
    need: 'what stands on a desktop',
    packages: ['xterm', 'xclip', 'x11-apps', 'x11-utils', 'x11-xserver-utils'],
    has: () => hasEvery(['xterm', 'xclip', 'xwud', 'xlogo', 'xev', 'xrandr']),
  },
  { need: 'videos of recordings', packages: ['ffmpeg'], has: () => hasProgram('ffmpeg') },
  { need: 'the native SSH ciphers', packages: ['g++', 'make', 'python3'], has: hasCompiler },
  {
    need: 'VNC viewers',
    packages: ['tigervnc-viewer', 'xtightvncviewer'],
    has: () => hasEvery(['xtigervncviewer', 'xtightvncviewer']),
  },
  { need: 'a screen for them', packages: ['xvfb'], has: () => hasProgram('Xvfb') },
  {
    need: 'an RDP client, with hands',
    packages: ['freerdp2-x11', 'xdotool'],
    has: () => hasEvery(['xfreerdp', 'xdotool']),
  },
  { need: 'process listings', packages: ['procps'], has: () => hasProgram('ps') },
  { need: 'socket listings', packages: ['iproute2'], has: () => hasProgram('ss') },
];

/**
 * Installs what the tests use and this machine lacks: through apt when run by root, otherwise says what to
 * install. A service that Debian would start on installation stays stopped; tests start their own.
 */
export async function installPrograms() {
  const missing = [];
  for (const program of programs) if (!(await program.has())) missing.push(program);
  if (missing.length === 0) return;
  const packages = missing.flatMap((program) => program.packages);
  if (process.getuid?.() !== 0 || !(await hasProgram('apt-get'))) {
    console.log('The tests of these need programs that are not installed, and will fail:');
    for (const { need, packages: names } of missing) console.log(`  ${need}: ${names.join(' ')}`);
    return;
  }
  const startedMs = performance.now();
  console.log(`Installing ${packages.join(' ')} ...`);
  await withServicesStopped(async () => {
    await apt(['update']);
    await apt(['install', '-y', '--no-install-recommends', ...packages]);
  });
  console.log(`Installed programs in ${secondsSince(startedMs)}.`);
}

async function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await runCommand('apt-get', ['-q', ...args], { env });
  if (code !== 0) throw new Error(`apt-get ${args[0]} failed:\n${output.slice(-4000)}`);
}

/** Debian asks policy-rc.d before it starts a service; 101 says no. */
async function withServicesStopped(work) {
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
}

async function hasEvery(names) {
  for (const name of names) if (!(await hasProgram(name))) return false;
  return true;
}

async function hasModules(interpreter, args) {
  return existsSync(interpreter) && (await runCommand(interpreter, args)).code === 0;
}

function hasInstalledPostgres() {
  const versions = '/usr/lib/postgresql';
  return existsSync(versions) && readdirSync(versions).length > 0;
}

async function hasCompiler() {
  return (await hasProgram('g++')) && (await hasProgram('make')) && (await hasProgram('python3'));
}
