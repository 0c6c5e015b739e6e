import type { KeyEvent, PointerEvent } from '@gatehouse/screen';
import type { Area, DesktopSize } from '../surface.js';
import type { PixelFormat } from './pixel-format.js';

/** What a viewer said, in the one meaning it has here. */
export type ClientMessage =
  | { readonly type: 'pixel-format'; readonly format: PixelFormat }
  | { readonly type: 'encodings'; readonly encodings: readonly number[] }
  | { readonly type: 'update-request'; readonly isIncremental: boolean; readonly area: Area }
  | { readonly type: 'key'; readonly event: KeyEvent }
  | { readonly type: 'pointer'; readonly event: PointerEvent }
  | { readonly type: 'cut-text'; readonly text: string }
  /** Body of an extended clipboard message: its flags, then what they announce. */
  | { readonly type: 'extended-cut-text'; readonly body: Buffer }
  /** A text that was too long; it was skipped. */
  | { readonly type: 'cut-text-too-long' }
  | { readonly type: 'fence'; readonly flags: number; readonly payload: Buffer }
  | { readonly type: 'continuous-updates'; readonly isOn: boolean; readonly area: Area }
  | { readonly type: 'set-desktop-size'; readonly size: DesktopSize; readonly screens: number };
