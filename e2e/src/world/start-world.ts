import type { PolicyConstraints } from '@gatehouse/contracts';
import { buildPlant } from './plant.js';
import type { NewTarget, Plant } from './plant.js';
import { startGatewayProcess } from './start-gateway-process.js';
import type { GatewayOptions, RunningGateway } from './start-gateway-process.js';
import { startSshd } from './start-sshd.js';
import type { RunningSshd } from './start-sshd.js';

export interface World {
  readonly gateway: RunningGateway;
  readonly sshd: RunningSshd;
  readonly plant: Plant;
  stop(): Promise<void>;
}

export interface WorldOptions extends GatewayOptions {
  readonly constraints?: Partial<PolicyConstraints>;
  /** How the plant's first target differs from the sshd as it stands. */
  readonly target?: (sshd: RunningSshd) => Promise<Partial<NewTarget>>;
}

/** A built gateway in production mode, a real OpenSSH target, and a plant made through the public API. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const sshd = await startSshd();
  let gateway: RunningGateway | undefined;
  try {
    gateway = await startGatewayProcess(options);
    const target = (await options.target?.(sshd)) ?? {};
    const plant = await buildPlant(gateway, sshd, options.constraints, target);
    const started = gateway;
    return {
      gateway,
      sshd,
      plant,
      stop: async () => {
        await started.dispose();
        await sshd.stop();
      },
    };
  } catch (error) {
    if (gateway) console.error(gateway.process.output);
    await gateway?.dispose();
    await sshd.stop();
    throw error;
  }
}
