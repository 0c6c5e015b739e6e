import type { PersonAtWork } from './person-at-work.js';
import { openSsh, runSsh } from './ssh-client.js';
import type { SshOptions, SshResult, SshSession } from './ssh-client.js';
import type { World } from './start-world.js';

/** A person's own `ssh` through the gateway: password, then a code that was not used before. */
export async function sshAs(
  world: World,
  person: PersonAtWork,
  more: Partial<SshOptions> & { handle?: string; code?: string } = {},
): Promise<SshResult> {
  return runSsh(await optionsFor(world, person, more));
}

/** As `sshAs`, left open to be typed into. */
export async function openSshAs(
  world: World,
  person: PersonAtWork,
  more: Partial<SshOptions> & { handle?: string; code?: string } = {},
): Promise<SshSession> {
  return openSsh(await optionsFor(world, person, more));
}

async function optionsFor(
  world: World,
  person: PersonAtWork,
  more: Partial<SshOptions> & { handle?: string; code?: string },
): Promise<SshOptions> {
  const { handle = world.plant.target.handle, code, ...rest } = more;
  return {
    port: world.gateway.sshPort,
    user: handle === '' ? person.login : `${person.login}+${handle}`,
    answers: [person.password, code ?? (await person.authenticator.nextCode())],
    ...rest,
  };
}
