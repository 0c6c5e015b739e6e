import type { DesktopEndpoint } from '@gatehouse/desktop';
import type { RdpSettings } from '../rdp-settings.js';
import { CredSspClient } from '../sign-in/credssp-client.js';
import {
  earlyUserAuthorizationOctets,
  readEarlyUserAuthorization,
} from '../sign-in/early-user-authorization.js';
import type { ClientRefusal } from '../sign-in/logon-status.js';
import { readToken } from '../sign-in/read-token.js';
import { credentialNotAccepted, notAllowed, unreachable } from './refused-dial.js';
import type { RefusedDial } from './refused-dial.js';
import { TargetGone } from './target-gone.js';
import type { TargetWire } from './target-wire.js';

/**
 * Signs the account in by CredSSP, within TLS with a target whose certificate is proven. @param hasEarlyAnswer the target says next
 * whether the account may sign in (HYBRID_EX). @throws RefusedDial.
 */
export async function signInByNla(
  wire: TargetWire,
  to: DesktopEndpoint<RdpSettings>,
  certificate: Buffer,
  hasEarlyAnswer: boolean,
): Promise<void> {
  const client = new CredSspClient({
    userName: to.account,
    domain: to.settings.domain,
    password: to.secret ?? new Uint8Array(0),
    certificate,
    targetName: to.address,
  });
  const take = (count: number): Promise<Buffer> => wire.exactly(count);
  try {
    wire.send(client.start());
    for (;;) {
      const step = client.feed(await readToken(take));
      if (step.step === 'refused') throw refusalOf(step);
      wire.send(step.send);
      if (step.step === 'done') break;
    }
  } catch (error) {
    const closed = error instanceof TargetGone ? client.whenClosed() : null;
    throw closed ? refusalOf(closed) : error;
  } finally {
    client.wipe();
  }
  if (!hasEarlyAnswer) return;
  if (readEarlyUserAuthorization(await wire.exactly(earlyUserAuthorizationOctets)) === 'denied')
    throw credentialNotAccepted('the account has no right to sign in by remote desktop at the target');
}

function refusalOf({ refused, detail }: ClientRefusal): RefusedDial {
  switch (refused) {
    case 'wrong-credential':
    case 'account-not-usable':
    case 'refused-by-target':
      return credentialNotAccepted(detail);
    case 'too-old':
    case 'mechanism-not-spoken':
      return notAllowed(detail);
    case 'target-not-proven':
    case 'malformed-token':
      return unreachable(detail);
  }
}
