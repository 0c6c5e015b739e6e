import { createTransport } from 'nodemailer';
import type { Notifier } from './notice.js';
import { oneLine, waitingRequestMail } from './waiting-request-mail.js';

/**
 * Sends one mail to each recipient, so that nobody sees the others' addresses. Rejects when the server took
 * none or only some of them; the whole is then tried again.
 * @param smtpUrl `smtp://` or `smtps://`, with user and password where the server wants them.
 */
export function createMailNotifier(smtpUrl: string, from: string): Notifier & { close(): void } {
  const transport = createTransport(smtpUrl, {
    from,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async tell(request, to) {
      const { subject, text } = waitingRequestMail(request);
      for (const { displayName, email } of to)
        await transport.sendMail({
          to: { name: oneLine(displayName), address: email },
          subject,
          text,
          // The same notice sent twice is then shown once by most mail programs.
          messageId: `<${request.requestId}.waiting@gatehouse>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
    },
    close: () => transport.close(),
  };
}
