import { issueSetupToken } from '@gatehouse/identity';
import { sshCryptoInUse } from './ssh-crypto.js';
import type { RunningGateway } from './start-gateway.js';
import { demoUnitOfWork } from './demo/demo-stores.js';
import type { DemoPlant } from './demo/seed-demo-plant.js';

/** Tells whoever started the gateway where to go next. The only place that prints a password or a token. */
export async function printWelcome(running: RunningGateway, demo: DemoPlant | null): Promise<void> {
  const { config, clock, database } = running.context;
  const took = Object.values(running.timings).reduce((sum, ms) => sum + ms, 0);
  const lines = [
    '',
    `Gatehouse is serving at ${config.publicOrigin}  (started in ${(took / 1000).toFixed(1)} s)`,
  ];
  lines.push(`  SSH door    ${config.ssh.host} port ${config.ssh.port}, ${sshCryptoInUse()}`);
  if (config.vnc) lines.push(`  VNC door    ${config.vnc.host} port ${config.vnc.port}, TLS`);
  if (config.rdp) lines.push(`  RDP door    ${config.rdp.host} port ${config.rdp.port}, TLS`);
  lines.push(
    `  Database    ${config.databaseUrl === null ? 'embedded PostgreSQL' : 'PostgreSQL of DATABASE_URL'}`,
  );
  lines.push(`  Data        ${config.dataDirectory}`);
  if (running.databaseFolder !== null && !running.databaseFolder.startsWith(config.dataDirectory))
    lines.push(
      `              ${running.databaseFolder} (database: its account may not enter the folder above)`,
    );
  if (demo) lines.push(...demoLines(config.ssh.port, demo));
  else {
    const token = await issueSetupToken({ uow: demoUnitOfWork(database), clock });
    if (token !== null)
      lines.push(
        '',
        'Nobody can sign in yet. Make the first administrator; this token works once, and a new start prints a new one:',
        `  ${config.publicOrigin}/set-up`,
        `  ${token}`,
      );
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

function demoLines(sshPort: number, demo: DemoPlant): string[] {
  const lines = ['', 'The demo plant in Kassel. Sign in as one of them:'];
  for (const person of demo.people)
    lines.push(
      `  ${person.login.padEnd(7)}${person.password.padEnd(14)}${person.name.padEnd(14)}${person.role}`,
    );
  lines.push('', 'The six-digit code for any of them (or scan the secret into an authenticator):');
  lines.push('  npm run demo:code tomas');
  for (const person of demo.people) lines.push(`  ${person.login.padEnd(7)}${person.totpSecret}`);
  lines.push(
    '',
    'Tomas asks for the filler, Deniz approves, then Tomas connects in the browser or with his own ssh:',
    `  ssh -p ${sshPort} tomas+l2-fil02-edge1@localhost`,
    'Beside it stands the panel of the filler, a screen with keys and a pointer: L2-FIL02-HMI1.',
    '',
    'Ctrl-C stops everything; the next start finds it as it was.',
  );
  return lines;
}
