import { Modal } from '@mantine/core';
import { serverNow } from '../../api/server-clock.js';
import { text } from '../../text/en.js';
import { dayAndClock } from '../../text/plant-time.js';
import { CopyButton } from '../../ui/copy-button.js';
import { QrPicture } from '../../ui/qr-picture.js';
import { useMe } from '../../ui/use-me.js';
import type { Invited } from './people-page.js';

/** The link is in this answer and nowhere else; closing the dialog forgets it. */
export function InvitationDialog({ invited, onClose }: { invited: Invited; onClose: () => void }) {
  const me = useMe();
  const { person, invitation } = invited;
  const zone = me.sites[0]?.timeZone ?? me.timeZone;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={text.admin.inviteTitle}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': text.common.close, size: 'lg' }}
    >
      <div className="invite">
        <p>{text.admin.inviteLead(person.displayName)}</p>
        <QrPicture value={invitation.url} label={text.admin.inviteQr} size={220} />
        <code>{invitation.url}</code>
        <CopyButton value={invitation.url} what={text.admin.inviteWhat} small={false} />
        <p className="muted">
          {text.admin.inviteUntil(dayAndClock(invitation.expiresAt, zone, serverNow()))}
        </p>
        <button type="button" className="btn pri" onClick={onClose}>
          {text.admin.done}
        </button>
      </div>
    </Modal>
  );
}
