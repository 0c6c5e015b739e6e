import { serveDesktop } from '@gatehouse/desktop';
import { dialRdp } from './client/dial-rdp.js';
import { openRdpViewer } from './server/rdp-viewer.js';

/** The worker thread of one desktop session on an RDP target. */
serveDesktop(dialRdp, { rdp: openRdpViewer });
