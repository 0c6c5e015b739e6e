import { createHmac } from 'node:crypto';
import type { Clock } from '@gatehouse/kernel';
import type { Notifier, WaitingRequest } from './notice.js';

export interface WebhookOptions {
  readonly url: string;
  /** Shared with the receiver. */
  readonly secret: string;
  readonly clock: Clock;
  /** Milliseconds until a silent receiver counts as absent. Default 10,000. */
  readonly patienceMs?: number;
}

/**
 * Posts the notice as JSON. Header `gatehouse-signature: t=SECONDS,v1=HEX`, where HEX is HMAC-SHA256 over
 * `SECONDS.BODY` with the installation's webhook secret: the receiver checks it, and that SECONDS is recent.
 * `id` is the same for a notice sent twice. Redirects are not followed. Rejects on any answer but 2xx.
 */
export function createWebhookNotifier(options: WebhookOptions): Notifier {
  return {
    async tell(request) {
      const body = JSON.stringify(webhookBody(request));
      const seconds = Math.floor(options.clock.now().getTime() / 1000);
      const response = await fetch(options.url, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'gatehouse',
          'gatehouse-signature': `t=${seconds},v1=${webhookSignature(options.secret, seconds, body)}`,
        },
        signal: AbortSignal.timeout(options.patienceMs ?? 10_000),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
    },
  };
}

export function webhookSignature(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex');
}

function webhookBody(request: WaitingRequest): unknown {
  return {
    event: 'request.waiting',
    id: `${request.requestId}.waiting`,
    request: {
      id: request.requestId,
      requester: request.requester,
      organisation: request.organisation,
      site: request.siteName,
      timeZone: request.timeZone,
      machines: request.machines,
      purpose: request.purpose,
      plannedChange: request.plannedChange,
      workOrder: request.workOrder,
      opensAt: request.opensAt,
      closesAt: request.closesAt,
      answerBy: request.answerBy,
      url: request.url,
    },
  };
}
