import type { Supervising } from './session-socket.js';

/** What the plant does in this session, as the gateway said it last. */
export interface PlantPresence {
  readonly held: Extract<Supervising, { type: 'frozen' }> | null;
  readonly message: Extract<Supervising, { type: 'message' }> | null;
  readonly watchers: readonly string[];
}

export const unsupervised: PlantPresence = { held: null, message: null, watchers: [] };

export function afterSupervising(before: PlantPresence, said: Supervising): PlantPresence {
  switch (said.type) {
    case 'frozen':
      return { ...before, held: said };
    case 'unfrozen':
      return { ...before, held: null };
    case 'message':
      return { ...before, message: said };
    case 'watchers':
      return { ...before, watchers: said.names };
  }
}
