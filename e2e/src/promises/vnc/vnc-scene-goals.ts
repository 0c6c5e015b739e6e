import type { SceneGoals } from '../desktop/scene-costs.js';

export const vncSceneGoals: readonly SceneGoals[] = [
  {
    name: 'static',
    what: 'a still screen with a clock of seconds',
    cores: '<= 0.01',
    megabytes: '<= 10',
    known: 'guacd 1.6.1 0.004 core, 10.7 MB/h',
  },
  {
    name: 'text',
    what: '24 values, all new twice a second',
    cores: '<= 0.05',
    megabytes: '<= 65',
    known: 'guacd 1.6.1 0.035 core, 370 MB/h',
    joins: true,
  },
  {
    name: 'video',
    what: 'a moving picture of 640x480, 15 a second',
    cores: '<= 0.3',
    megabytes: '<= 1600',
    known: 'guacd 1.6.1 0.35 core without loss, 1513 MB/h with loss',
    seeks: true,
  },
];
