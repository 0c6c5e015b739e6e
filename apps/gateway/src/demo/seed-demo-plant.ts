import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCredential } from '@gatehouse/credential';
import {
  changeTarget,
  confirmHostKey,
  createAsset,
  createSite,
  createTarget,
  createVendorOrganisation,
  createZone,
  observeHostKey,
  parseHostKeyLine,
  setEntitlements,
} from '@gatehouse/directory';
import type { Administrator } from '@gatehouse/directory';
import { addEnrolledPerson, newTotpSecret, PasswordHasher } from '@gatehouse/identity';
import { nothingProven } from '@gatehouse/kernel';
import type {
  AssetId,
  CredentialId,
  PersonId,
  SiteId,
  TargetId,
  VendorOrganisationId,
} from '@gatehouse/kernel';
import { createPolicy } from '@gatehouse/policy';
import { plainVncSettings } from '@gatehouse/protocol-vnc';
import type { RunningGateway } from '../start-gateway.js';
import type { GatewayContext } from '../wiring/context.module.js';
import { startDemoConsole } from './demo-console.js';
import type { DemoConsoleIdentity } from './demo-console.js';
import { startDemoPanel } from './demo-panel.js';
import type { DemoPanelIdentity } from './demo-panel.js';
import { demoFirms, demoPeople, demoSite } from './demo-people.js';
import type { DemoPerson } from './demo-people.js';
import { demoMachines, demoPolicies, demoZones } from './demo-plant.js';
import type { DemoMachine } from './demo-plant.js';
import { demoUnitOfWork, inOneTransaction } from './demo-stores.js';
import type { DemoUnitOfWork } from './demo-stores.js';

/** How a demo person signs in; kept in a file only its owner reads, for `npm run demo:code`. */
export interface DemoSignIn {
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly password: string;
  readonly totpSecret: string;
}

export interface DemoPlant {
  readonly people: readonly DemoSignIn[];
  stop(): Promise<void>;
}

interface BuiltInMachines {
  readonly ssh: DemoConsoleIdentity;
  readonly vnc: DemoPanelIdentity;
}

const system: Administrator = {
  personId: 'per_demo',
  actor: { kind: 'system', name: 'demo plant' },
  sites: 'all',
};

/** Starts the built-in controller and panel and, when the database knows nobody, builds the plant around them. */
export async function seedDemoPlant({ context }: RunningGateway): Promise<DemoPlant> {
  const console = await startDemoConsole(context);
  const panel = await startDemoPanel(context).catch(async (error: unknown) => {
    await console.stop();
    throw error;
  });
  const machines = { ssh: console.identity, vnc: panel.identity };
  const stop = async (): Promise<void> => {
    await Promise.all([console.stop(), panel.stop()]);
  };
  const uow = demoUnitOfWork(context.database);
  const file = join(context.config.dataDirectory, 'demo-people.json');
  try {
    const isNew = !(await uow.run(({ people }) => people.anyoneEnrolled()));
    if (isNew) await inOneTransaction(context.database, (whole) => build(context, whole, machines, file));
    else await followMachines(context, uow, machines);
    const people = JSON.parse(await readFile(file, 'utf8').catch(() => '[]')) as DemoSignIn[];
    return { people, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(context: GatewayContext, uow: DemoUnitOfWork, machines: BuiltInMachines, file: string) {
  const deps = { uow, clock: context.clock, box: context.secretBox };
  const { name, slug, timeZone, phone } = demoSite;
  const site = await createSite(deps, system, { name, slug, timeZone, controlRoomPhone: phone });
  const firms = new Map<string, VendorOrganisationId>();
  for (const firm of demoFirms)
    firms.set(firm, (await createVendorOrganisation(deps, system, { name: firm, contractEndsAt: null })).id);
  const keep = async (credentialName: string, secret: string): Promise<CredentialId> => {
    const about = { siteId: site.id, name: credentialName, kind: 'password', secret } as const;
    return (await createCredential(deps, system, about)).id;
  };
  const credentials = {
    ssh: await keep('Service account of the edge controllers', machines.ssh.password),
    vnc: await keep('Password of the filler panel', machines.vnc.password),
  };
  await buildMachines({ ...deps, machines, siteId: site.id, credentials, firms });
  for (const policy of demoPolicies)
    await createPolicy(deps, system, { siteId: site.id, zoneId: null, ...policy });
  await enrolPeople(context, uow, site.id, firms, file);
}

async function buildMachines(deps: {
  uow: DemoUnitOfWork;
  clock: GatewayContext['clock'];
  machines: BuiltInMachines;
  siteId: SiteId;
  credentials: Readonly<Record<DemoMachine['protocol'], CredentialId>>;
  firms: ReadonlyMap<string, VendorOrganisationId>;
}): Promise<void> {
  const { siteId, machines, credentials } = deps;
  const zoneIds = new Map<string, Awaited<ReturnType<typeof createZone>>['id']>();
  for (const zone of demoZones)
    zoneIds.set(zone.name, (await createZone(deps, system, { siteId, ...zone })).id);
  const entitled = new Map<string, AssetId[]>();
  for (const machine of demoMachines) {
    const zoneId = zoneIds.get(machine.zone);
    if (zoneId === undefined) throw new Error(`the demo plant has no ${machine.zone}`);
    const { tag, name, location, criticality } = machine;
    const asset = await createAsset(deps, system, { siteId, zoneId, tag, name, location, criticality });
    const target = await createTarget(deps, system, {
      assetId: asset.id,
      handle: machine.handle,
      protocol: machine.protocol,
      address: '127.0.0.1',
      port: machines[machine.protocol].port,
      credentialId: credentials[machine.protocol],
      ...(machine.protocol === 'ssh'
        ? { account: machines.ssh.account, hostKeyLine: machine.pinned ? machines.ssh.hostKeyLine : null }
        : { account: '', hostKeyLine: null, settings: { desktop: plainVncSettings } }),
    });
    const owner = { kind: 'target', id: target.id } as const;
    if (machine.protocol === 'vnc') await acceptNothingProven(deps, owner);
    else if (!machine.pinned)
      await observeHostKey(deps, owner, parseHostKeyLine(machines.ssh.hostKeyLine), system.actor);
    entitled.set(machine.firm, [...(entitled.get(machine.firm) ?? []), asset.id]);
  }
  for (const [firm, assetIds] of entitled) {
    const firmId = deps.firms.get(firm);
    if (firmId) await setEntitlements(deps, system, firmId, assetIds);
  }
}

/** As an administrator does who knows the panel. */
async function acceptNothingProven(
  deps: { uow: DemoUnitOfWork; clock: GatewayContext['clock'] },
  owner: { readonly kind: 'target'; readonly id: TargetId },
): Promise<void> {
  const nothing = { keyType: 'none', key: Buffer.alloc(0), fingerprint: nothingProven };
  await observeHostKey(deps, owner, nothing, system.actor);
  const waiting = await deps.uow.run(({ hostKeys }) => hostKeys.list('all', 'waiting'));
  const seen = waiting.find((each) => each.owner.id === owner.id);
  if (seen) await confirmHostKey(deps, system, seen.id, { acceptsNothingProven: true });
}

/** The file is written before the people exist: a start that dies in between leaves nobody without a password. */
async function enrolPeople(
  context: GatewayContext,
  uow: DemoUnitOfWork,
  siteId: SiteId,
  firms: ReadonlyMap<string, VendorOrganisationId>,
  file: string,
): Promise<void> {
  const signIns = demoPeople.map(signInOf);
  await writeFile(file, `${JSON.stringify(signIns, null, 2)}\n`, { mode: 0o600 });
  const deps = { uow, clock: context.clock, secretBox: context.secretBox, hasher: new PasswordHasher() };
  let sponsorId: PersonId | null = null;
  for (const [index, person] of demoPeople.entries()) {
    const signIn = signIns[index];
    if (!signIn) continue;
    const id = await addEnrolledPerson(deps, {
      login: person.login,
      displayName: person.name,
      email: null,
      timeZone: person.timeZone,
      vendorOrganisationId: person.firm === null ? null : (firms.get(person.firm) ?? null),
      sponsorId: person.firm === null ? null : sponsorId,
      roles: person.roles.map((role) => ({ role, siteId: role === 'administrator' ? null : siteId })),
      password: signIn.password,
      totpSecret: signIn.totpSecret,
    });
    sponsorId ??= id;
  }
}

function signInOf(person: DemoPerson): DemoSignIn {
  const password = randomBytes(9).toString('base64url');
  return {
    login: person.login,
    name: person.name,
    role: person.tries,
    password,
    totpSecret: newTotpSecret(),
  };
}

/** What had to move to another port: the plant's targets follow it, on the audit trail like any change. */
async function followMachines(
  context: GatewayContext,
  uow: DemoUnitOfWork,
  machines: BuiltInMachines,
): Promise<void> {
  for (const protocol of ['ssh', 'vnc'] as const) {
    const { port } = machines[protocol];
    const own = demoMachines.filter((machine) => machine.protocol === protocol);
    const moved = await context.database.query<{ id: TargetId }[]>(
      `SELECT id FROM target WHERE handle = ANY ($1) AND port <> $2 AND removed_at IS NULL`,
      [own.map(({ handle }) => handle), port],
    );
    for (const { id } of moved) {
      const deps = { uow, clock: context.clock };
      await changeTarget(deps, system, id, { port });
      if (protocol === 'vnc') await acceptNothingProven(deps, { kind: 'target', id });
    }
  }
}
