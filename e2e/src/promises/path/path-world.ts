import type { Grant, PolicyConstraints } from '@gatehouse/contracts';
import { startDelayProxy } from '../../world/delay-proxy.js';
import type { DelayProxy } from '../../world/delay-proxy.js';
import type { PersonAtWork } from '../../world/person-at-work.js';
import { buildPlant } from '../../world/plant.js';
import type { Plant } from '../../world/plant.js';
import { registerSshKey } from '../../world/register-ssh-key.js';
import type { KeyPairFiles } from '../../world/register-ssh-key.js';
import { openAccess } from '../../world/request-and-approve.js';
import { startGatewayProcess } from '../../world/start-gateway-process.js';
import type { RunningGateway } from '../../world/start-gateway-process.js';
import { startSshd } from '../../world/start-sshd.js';
import type { RunningSshd } from '../../world/start-sshd.js';
import { temporaryFolder } from '../../world/temporary-folder.js';

/** Each code works once, and each person gets one every 30 s. */
const vendorCount = 16;

/** A technician with an open grant at the plain target, a key on record, and codes of their own. */
export interface VendorAtSsh {
  readonly vendor: PersonAtWork;
  readonly key: KeyPairFiles;
  readonly grant: Grant;
  /** `login+handle`, as given to ssh. */
  readonly user: string;
}

/** One built gateway, a real target, and a plain OpenSSH bastion to compare with. */
export interface PathWorld {
  readonly gateway: RunningGateway;
  readonly sshd: RunningSshd;
  readonly bastion: RunningSshd;
  readonly plant: Plant;
  /** What the plant's first target is reached through: it sees when the gateway's socket goes. */
  readonly targetLeg: DelayProxy;
  /** Takes turns among technicians, so that codes need no waiting for. Their earlier sessions must be over. */
  nextVendor(): VendorAtSsh;
  stop(): Promise<void>;
}

/** @param constraints of the policy, where they differ from those that stand in nobody's way. */
export async function startPathWorld(constraints: Partial<PolicyConstraints> = {}): Promise<PathWorld> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const keys = temporaryFolder('promises');
    undo.push(keys.remove);
    const sshd = await startSshd();
    undo.push(() => sshd.stop());
    const bastion = await startSshd();
    undo.push(() => bastion.stop());
    const targetLeg = await startDelayProxy(sshd.port);
    undo.push(() => targetLeg.stop());
    const gateway = await startGatewayProcess();
    undo.push(() => gateway.dispose());
    const plant = await buildPlant(gateway, sshd, constraints, { port: targetLeg.port });
    const plain = await plant.anotherTarget();
    const newVendor = async (): Promise<VendorAtSsh> => {
      const vendor = await plant.anotherVendor();
      const key = await registerSshKey(vendor, keys.path);
      const grant = await openAccess(plant, {
        vendor,
        targetId: plain.id,
        rights: ['shell', 'exec', 'files-in', 'files-out'],
      });
      return { vendor, key, grant, user: `${vendor.login}+${plain.handle}` };
    };
    const vendors: VendorAtSsh[] = [];
    for (let made = 0; made < vendorCount; made += 1) vendors.push(await newVendor());
    let turn = 0;
    const nextVendor = (): VendorAtSsh => {
      const vendor = vendors[turn % vendorCount];
      turn += 1;
      if (!vendor) throw new Error('no technician was made');
      return vendor;
    };
    return { gateway, sshd, bastion, plant, targetLeg, nextVendor, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
