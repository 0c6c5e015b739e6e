import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from '../world/browser.js';
import { repositoryRoot } from '../world/repository-root.js';
import { startWorld } from '../world/start-world.js';
import { adminChapter } from './admin-chapter.js';
import { Album } from './album.js';
import { approverChapter } from './approver-chapter.js';
import { auditorChapter } from './auditor-chapter.js';
import type { Chapter } from './chapter.js';
import { desktopChapter } from './desktop-chapter.js';
import { sessionChapter } from './session-chapter.js';
import { signInChapter } from './sign-in-chapter.js';
import { statesChapter } from './states-chapter.js';
import { vendorChapter } from './vendor-chapter.js';

/** In the order of the path; what one leaves behind the next may show. */
const chapters: readonly Chapter[] = [
  signInChapter,
  vendorChapter,
  approverChapter,
  sessionChapter,
  desktopChapter,
  auditorChapter,
  adminChapter,
  statesChapter,
];

/** What the machine in the pictures has to tell; nothing of the computer they are taken on is shown. */
const controllerStatus = [
  'PALLETIZER CONTROLLER  firmware 4.2.1',
  'mode        AUTO',
  'drive 1     ready      61 C',
  'drive 2     ready      58 C',
  'gripper     closed',
  'valve 17    open',
  '',
].join('\n');
const faults = Array.from({ length: 14 }, (_, line) => {
  const second = String(10 + line * 3).padStart(2, '0');
  return `06:14:${second}  F${30017 + (line % 3)}  drive ${1 + (line % 2)}: encoder signal outside tolerance\n`;
}).join('');

const folder = join(repositoryRoot, 'docs/screens');
const only = process.argv[2];
const world = await startWorld();
const browser = await startBrowser();
writeFileSync(join(world.sshd.home, 'status.txt'), controllerStatus, { mode: 0o644 });
writeFileSync(join(world.sshd.home, 'faults.log'), faults, { mode: 0o644 });
let failures = 0;
try {
  const album = new Album(folder);
  for (const chapter of chapters.filter((each) => only === undefined || each.name.startsWith(only))) {
    console.log(chapter.name);
    if (only === undefined) rmSync(join(folder, folderOf(chapter)), { recursive: true, force: true });
    await chapter({ world, browser, album }).catch((error: unknown) => {
      failures += 1;
      console.error(error);
    });
  }
  if (only === undefined && failures === 0) album.writeIndex();
} finally {
  await browser.close();
  await world.stop();
}
process.exit(failures === 0 ? 0 : 1);

function folderOf(chapter: Chapter): string {
  return chapter.name.replace(/Chapter$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
