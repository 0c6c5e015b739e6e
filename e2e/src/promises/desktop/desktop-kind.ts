import type { Target } from '@gatehouse/contracts';
import type { Plant } from '../../world/plant.js';

/**
 * What a screen shows: nothing but a clock, 24 values that change twice a second, text that scrolls without a pause, a moving picture,
 * or a typist's terminal.
 */
export type SceneName = 'static' | 'text' | 'scroll' | 'video' | 'typing';

/** A real desktop of a target, with one program on it. */
export interface Scene {
  readonly name: SceneName;
  /** Where the target listens, on loopback. */
  readonly port: number;
  /** The program stands still from now on, and its picture with it. */
  holdStill(): void;
  stop(): Promise<void>;
}

/** What is measured alike for every protocol of desktops. */
export interface DesktopKind {
  readonly group: 'vnc' | 'rdp';
  /** One desktop shows the same to any number of sessions; otherwise a session takes it from another. */
  readonly servesMany: boolean;
  /** A desktop of 1024x768, or close to it. */
  startScene(name: SceneName): Promise<Scene>;
  /** Another machine of the plant, ready to be asked for. @param port what is dialled, which may be a relay's. */
  addTarget(plant: Plant, scene: Scene, port: number): Promise<Target>;
}
