import type { ChangeTargetBody } from '@gatehouse/contracts';
import type { SettingsChange } from '@gatehouse/directory';

/** The settings a body asks for; what it leaves out stays as it is. */
export function settingsChangeOf(
  body: Pick<ChangeTargetBody, 'weakAlgorithms' | 'certificatePrincipals'>,
): SettingsChange {
  const { weakAlgorithms, certificatePrincipals } = body;
  return {
    ...(weakAlgorithms === undefined ? {} : { weakAlgorithms }),
    ...(certificatePrincipals === undefined ? {} : { certificatePrincipals }),
  };
}
