/** The one-time token printed by a first start, with which the first administrator is made. Kept as a hash. */
export interface SetupTokenStore {
  /** Keeps this one in place of any that waits, in one transaction step safe against another node doing the same. */
  replace(tokenHash: Buffer, at: Date): Promise<void>;
  /** Uses it up, in one conditional write; false when it was used or replaced. */
  spend(tokenHash: Buffer, at: Date): Promise<boolean>;
}
