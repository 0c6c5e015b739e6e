import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startBrowser } from '../world/browser.js';
import { repositoryRoot } from '../world/repository-root.js';
import { startWorld } from '../world/start-world.js';
import { Album } from './album.js';
import { approverChapter } from './approver-chapter.js';
import type { Chapter } from './chapter.js';
import { signInChapter } from './sign-in-chapter.js';
import { vendorChapter } from './vendor-chapter.js';

/** In the order of the path; what one leaves behind the next may show. */
const chapters: readonly Chapter[] = [signInChapter, vendorChapter, approverChapter];

const folder = join(repositoryRoot, 'docs/screens');
const only = process.argv[2];
const world = await startWorld();
const browser = await startBrowser();
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
