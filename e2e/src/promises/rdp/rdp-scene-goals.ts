import type { SceneGoals } from '../desktop/scene-costs.js';

export const rdpSceneGoals: readonly SceneGoals[] = [
  {
    name: 'static',
    what: 'a still screen with a clock of seconds',
    cores: '<= 0.01',
    megabytes: '<= 10',
    known: 'none: taken over from VNC',
  },
  {
    name: 'scroll',
    what: 'text that scrolls 50 lines a second',
    cores: '<= 0.17',
    megabytes: '<= 3109',
    known: 'guacd 1.6.1 0.255 core, 3109 MB/h at 16 bits; the sketch 0.166 core, 57 MB/h',
    joins: true,
    seeks: true,
  },
];
