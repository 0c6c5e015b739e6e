import { Credential, Target } from '@gatehouse/contracts';
import { withFreshFactor } from '../../world/with-fresh-factor.js';
import type { Plant } from '../../world/plant.js';
import type { DesktopKind, Scene } from '../desktop/desktop-kind.js';
import { startRdpScene } from './rdp-scenes.js';
import type { RdpScene } from './rdp-scenes.js';

let targets = 0;

/** Workstations by RDP, in 32 or 16 bits, on the plant's first machine. */
export function rdpDesktops(colourDepth: 16 | 32 = 32): DesktopKind {
  // The scenes that this kind started, by the port of the target.
  const scenes = new Map<number, RdpScene>();
  return {
    group: 'rdp',
    servesMany: false,
    startScene: async (name) => {
      const scene = await startRdpScene(name);
      scenes.set(scene.port, scene);
      return scene;
    },
    addTarget: (plant, { port: served }: Scene, port) => {
      const scene = scenes.get(served);
      if (!scene) throw new Error('this is no desktop by RDP');
      return addRdpDesktop(plant, scene, port, colourDepth);
    },
  };
}

async function addRdpDesktop(
  { administrator, asset, site }: Plant,
  { workstation }: RdpScene,
  port: number,
  colourDepth: 16 | 32,
): Promise<Target> {
  const { api } = administrator;
  targets += 1;
  const { account, password, certificate } = workstation;
  const credential = await withFreshFactor(administrator, () =>
    api.post(
      '/api/credentials',
      { siteId: site.id, name: `Workstation ${targets}`, kind: 'password', secret: password },
      Credential,
    ),
  );
  return withFreshFactor(administrator, () =>
    api.post(
      '/api/targets',
      {
        ...{
          assetId: asset.id,
          handle: `station${targets}`,
          protocol: 'rdp',
          address: '127.0.0.1',
          port,
          account,
        },
        ...{ credentialId: credential.id, hostKey: certificate.certificate.toString() },
        rdp: { signIn: 'tls', colourDepth, width: 1024, height: 768, framesPerSecond: 30 },
      },
      Target,
    ),
  );
}
