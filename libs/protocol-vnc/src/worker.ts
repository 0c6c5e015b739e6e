import { serveDesktop } from '@gatehouse/desktop';
import { dialVnc } from './dial-vnc.js';

/** The worker thread of one desktop session on a VNC target. */
serveDesktop(dialVnc);
