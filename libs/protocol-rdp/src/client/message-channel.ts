import { readAutoDetectRequest, writeAutoDetectResponse } from '../wire/share/auto-detect.js';
import { readSecurityHeader, securityFlags, writeSecurityHeader } from '../wire/share/security-header.js';

/**
 * Answers what a server asks to learn about the network (MS-RDPBCGR section 2.2.14); some hang up on a client that does not. Heartbeats
 * want no answer.
 */
export class NetworkAnswers {
  private startedMs = 0;
  private payloadBytes = 0;

  constructor(private readonly send: (data: Buffer) => void) {}

  /** @param data of the message channel, from its security header on. @throws MalformedPdu. */
  take(data: Buffer): void {
    const { flags, body } = readSecurityHeader(data);
    if (!(flags & securityFlags.autoDetectRequest)) return;
    const request = readAutoDetectRequest(body);
    const { sequence } = request;
    switch (request.kind) {
      case 'round-trip':
        return this.answer(writeAutoDetectResponse({ kind: 'round-trip', sequence }));
      case 'bandwidth-start':
        this.startedMs = performance.now();
        this.payloadBytes = 0;
        return;
      case 'bandwidth-payload':
        this.payloadBytes += request.byteCount;
        return;
      case 'bandwidth-stop': {
        const { isConnecting } = request;
        const milliseconds = Math.max(1, Math.round(performance.now() - this.startedMs)) >>> 0;
        const byteCount = this.payloadBytes + request.byteCount;
        return this.answer(
          writeAutoDetectResponse({ kind: 'bandwidth', sequence, isConnecting, milliseconds, byteCount }),
        );
      }
      case 'result':
        return;
    }
  }

  private answer(body: Buffer): void {
    this.send(writeSecurityHeader(securityFlags.autoDetectResponse, body));
  }
}
