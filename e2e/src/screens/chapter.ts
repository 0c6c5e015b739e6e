import type { Browser } from 'playwright-core';
import type { World } from '../world/start-world.js';
import type { Album } from './album.js';

/** What a chapter of pictures has at hand. */
export interface Studio {
  readonly world: World;
  readonly browser: Browser;
  readonly album: Album;
}

export type Chapter = (studio: Studio) => Promise<void>;
