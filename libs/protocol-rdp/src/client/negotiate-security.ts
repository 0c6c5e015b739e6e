import { MalformedPdu } from '../wire/malformed-pdu.js';
import { readConnectionConfirm } from '../wire/x224/connection-confirm.js';
import { writeConnectionRequest } from '../wire/x224/connection-request.js';
import { negotiationFailures, securityProtocols } from '../wire/x224/security-protocols.js';
import { notAllowed, unreachable } from './refused-dial.js';
import type { TargetWire } from './target-wire.js';

const { rdp, tls, hybrid, hybridEx } = securityProtocols;
const asked = tls | hybrid | hybridEx;
const onlyOwnEncryption =
  "the target offers RDP's own encryption only, which proves no identity. Switch on TLS or NLA at the target";
/** Failures that mean that the target has no TLS, or no certificate for it. */
const withoutTls: ReadonlySet<number> = new Set([2, 3]);

/** Agrees on TLS or NLA (MS-RDPBCGR section 5.4.2.1); RDP's own encryption is never spoken. @throws RefusedDial, MalformedPdu. */
export async function negotiateSecurity(
  wire: TargetWire,
  signIn: 'nla' | 'tls',
): Promise<'tls' | 'hybrid' | 'hybrid-ex'> {
  wire.send(writeConnectionRequest({ cookie: null, routingToken: null, protocols: asked, flags: 0 }));
  const frame = await wire.next();
  if (frame.kind !== 'tpkt') throw new MalformedPdu('an update comes before the connection');
  const confirm = readConnectionConfirm(frame.payload);
  if (confirm.kind === 'unnegotiated') throw notAllowed(onlyOwnEncryption);
  if (confirm.kind === 'refused')
    throw withoutTls.has(confirm.failure)
      ? notAllowed(onlyOwnEncryption)
      : unreachable(negotiationFailures[confirm.failure] ?? 'the target refuses the connection');
  switch (confirm.protocol) {
    case rdp:
      throw notAllowed(onlyOwnEncryption);
    case hybrid:
      return 'hybrid';
    case hybridEx:
      return 'hybrid-ex';
    case tls:
      if (signIn === 'tls') return 'tls';
      throw notAllowed(
        'the target does not ask for NLA, which its settings demand. Switch on NLA at the target, or allow TLS alone in its settings',
      );
    default:
      throw new MalformedPdu('the target chose a protection that was not asked for');
  }
}
