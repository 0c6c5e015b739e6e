import type { TargetSettings } from '@gatehouse/directory';

/** Why outdated encryption is spoken with a machine, for everybody who decides about it or asks for it. */
export interface WeakAlgorithmsView {
  reason: string;
  allowedBy: string;
  allowedAt: string;
}

/** Null for a machine with which only modern encryption is spoken. */
export function weakAlgorithmsOf(settings: TargetSettings | undefined): WeakAlgorithmsView | null {
  const weak = settings?.weakAlgorithms;
  return weak === undefined ? null : { ...weak };
}
