import type { DesktopEndpoint } from '@gatehouse/desktop';
import type { RdpSettings } from '../rdp-settings.js';
import { Rc4 } from '../sign-in/rc4.js';
import { clientInfoFlags, performanceFlags, writeClientInfo } from '../wire/info/client-info.js';
import { LicenceExchange } from '../wire/licensing/licence-exchange.js';
import { MalformedPdu } from '../wire/malformed-pdu.js';
import { readSecurityHeader, securityFlags } from '../wire/share/security-header.js';
import type { NetworkAnswers } from './message-channel.js';
import { unreachable } from './refused-dial.js';
import type { SessionChannels } from './session-channels.js';
import { reasonOfDisconnect } from './ended-by-target.js';

const machineName = 'gatehouse';

/**
 * Gives the account to the target and goes through its licensing (MS-RDPBCGR sections 3.2.5.3.11 and 3.2.5.3.12). Whether the target takes
 * the account shows later. @throws RefusedDial, MalformedPdu.
 */
export async function beginSession(
  channels: SessionChannels,
  to: DesktopEndpoint<RdpSettings>,
  network: NetworkAnswers,
): Promise<void> {
  const flags = clientInfoFlags;
  channels.onIo(
    writeClientInfo({
      flags:
        flags.mouse |
        flags.disableCtrlAltDel |
        flags.autoLogon |
        flags.unicode |
        // xrdp takes no client without it.
        flags.maximizeShell |
        flags.logonNotify |
        flags.logonErrors |
        flags.enableWindowsKey |
        flags.mouseHasWheel |
        flags.noAudioPlayback,
      domain: to.settings.domain,
      user: to.account,
      password: Buffer.from(to.secret ?? []).toString('utf8'),
      alternateShell: '',
      workingDirectory: '',
      clientAddress: '',
      performanceFlags:
        performanceFlags.disableWallpaper |
        performanceFlags.disableFullWindowDrag |
        performanceFlags.disableMenuAnimations |
        performanceFlags.disableCursorShadow,
    }),
  );
  const licence = new LicenceExchange({ machine: machineName, user: to.account }, (key, data) =>
    new Rc4(key).process(data),
  );
  for (;;) {
    const pdu = await channels.next();
    if (pdu.kind === 'disconnect') throw unreachable(reasonOfDisconnect(pdu.reason));
    if (pdu.kind === 'message') network.take(pdu.data);
    if (pdu.kind === 'fast-path') throw new MalformedPdu('an update comes before the session');
    if (pdu.kind !== 'io') continue;
    // Some servers ask about the network on this channel, as long as there is no other.
    if (readSecurityHeader(pdu.data).flags & securityFlags.autoDetectRequest) continue;
    const step = licence.take(pdu.data);
    if (step.kind === 'done') return;
    if (step.kind === 'refused')
      throw unreachable(
        `the licence service of the target gives no licence (${step.code}). See to its remote desktop licences`,
      );
    channels.onIo(step.data);
  }
}
