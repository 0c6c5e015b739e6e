import type { HostKeyScanner } from '@gatehouse/directory';
import { NoCommonAlgorithm, scanHostKey } from '@gatehouse/protocol-ssh';

/** Reads host keys over the network, and says what a target speaks when that is nothing allowed. */
export const hostKeyScanner: HostKeyScanner = {
  async scan(to) {
    try {
      return await scanHostKey(to);
    } catch (error) {
      if (error instanceof NoCommonAlgorithm) return { offers: error.offers };
      throw error;
    }
  },
};
