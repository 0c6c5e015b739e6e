import { readConfirmActive } from '../wire/capabilities/confirm-active.js';
import { readClientAbilities } from '../wire/capabilities/client-abilities.js';
import type { ClientAbilities } from '../wire/capabilities/client-abilities.js';
import { writeDemandActive } from '../wire/capabilities/demand-active.js';
import { demandedCapabilities } from '../wire/capabilities/demanded-capabilities.js';
import { writeNoLicenceNeeded } from '../wire/licensing/licence-alert.js';
import { controlActions, readControl, writeControl } from '../wire/share/control.js';
import { writeDeactivateAll } from '../wire/share/deactivate-all.js';
import { writeFontMap } from '../wire/share/font-list.js';
import { writeSaveSessionInfo } from '../wire/share/save-session-info.js';
import { shareControlTypes } from '../wire/share/share-control.js';
import type { ShareControlPdu } from '../wire/share/share-control.js';
import { readShareData, shareDataTypes, writeShareData } from '../wire/share/share-data.js';
import type { ShareDataPdu } from '../wire/share/share-data.js';
import { writeSynchronize } from '../wire/share/synchronize.js';
import type { AgreedClient } from './agreed-client.js';
import { serverUserId, shareId } from './mcs-numbers.js';

export interface ClientShareParts {
  readonly agreed: AgreedClient;
  /** On the channel of everything but virtual channels. */
  send(data: Buffer): void;
  /** The share is active: it takes updates, and its input counts. */
  activated(abilities: ClientAbilities): void;
  /** Of an active share. */
  data(pdu: ShareDataPdu): void;
  /** Of no meaning here. */
  stray(): void;
}

/**
 * Licensing, capabilities and finalisation (MS-RDPBCGR sections 1.3.1.1 and 1.3.1.3), and the same again without licensing for another
 * size. While a share begins, what still comes of the one before means nothing.
 */
export class ClientShare {
  private state: 'none' | 'demanded' | 'confirmed' | 'active' = 'none';
  private isLicensed = false;
  private abilities: ClientAbilities | null = null;

  constructor(private readonly parts: ClientShareParts) {}

  get isActive(): boolean {
    return this.state === 'active';
  }

  /** Begins a share of this size, in place of the one there is. */
  begin(size: { readonly width: number; readonly height: number }): void {
    const { agreed, send } = this.parts;
    if (!this.isLicensed) send(writeNoLicenceNeeded());
    else send(writeDeactivateAll(serverUserId, shareId));
    this.isLicensed = true;
    this.state = 'demanded';
    const capabilities = demandedCapabilities({ ...size, bitsPerPixel: agreed.colourDepth });
    send(writeDemandActive(serverUserId, { shareId, capabilities }));
  }

  /** @throws MalformedPdu. */
  take(pdu: ShareControlPdu): void {
    if (pdu.type === shareControlTypes.confirmActive) return this.confirm(pdu.body);
    if (pdu.type !== shareControlTypes.data) return this.parts.stray();
    const data = readShareData(pdu.body);
    if (data.shareId !== shareId) return this.parts.stray();
    if (this.state === 'confirmed') return this.finalise(data);
    if (this.state === 'active') return this.parts.data(data);
  }

  sendData(type: number, body: Buffer): void {
    this.parts.send(writeShareData(serverUserId, { shareId, type, body }));
  }

  private confirm(body: Buffer): void {
    if (this.state !== 'demanded') return this.parts.stray();
    const confirm = readConfirmActive(body);
    if (confirm.shareId !== shareId) return this.parts.stray();
    this.abilities = readClientAbilities(confirm);
    this.state = 'confirmed';
    const { userId } = this.parts.agreed;
    this.sendData(shareDataTypes.synchronize, writeSynchronize(userId));
    this.sendData(
      shareDataTypes.control,
      writeControl({ action: controlActions.cooperate, grantId: 0, controlId: 0 }),
    );
  }

  private finalise({ type, body }: ShareDataPdu): void {
    if (type === shareDataTypes.control && readControl(body).action === controlActions.request)
      this.sendData(
        shareDataTypes.control,
        writeControl({
          action: controlActions.granted,
          grantId: this.parts.agreed.userId,
          controlId: serverUserId,
        }),
      );
    if (type !== shareDataTypes.fontList || !this.abilities) return;
    this.sendData(shareDataTypes.fontMap, writeFontMap());
    // Some clients keep a sign of waiting until somebody is logged on.
    this.sendData(shareDataTypes.saveSessionInfo, writeSaveSessionInfo({ kind: 'logged-on' }));
    this.state = 'active';
    this.parts.activated(this.abilities);
  }
}
