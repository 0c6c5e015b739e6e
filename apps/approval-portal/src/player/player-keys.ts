export type PlayerAction = 'toggle' | 'back' | 'on' | 'next-event' | 'previous-event' | 'search';

/** Space, arrows for 5 s, E and Shift+E for events, / for search. */
export function actionOf(pressed: { code: string; key: string; shiftKey: boolean }): PlayerAction | null {
  if (pressed.key === '/') return 'search';
  if (pressed.code === 'Space') return 'toggle';
  if (pressed.code === 'ArrowLeft') return 'back';
  if (pressed.code === 'ArrowRight') return 'on';
  if (pressed.key.toLowerCase() === 'e') return pressed.shiftKey ? 'previous-event' : 'next-event';
  return null;
}

/** Keys pressed while somebody types, or on a control that has its own use for them, are not the player's. */
export function isElsewhere(target: EventTarget | null, action: PlayerAction): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.closest(
      'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [role="dialog"]',
    )
  )
    return true;
  if (action === 'toggle') return target.closest('button, a, input, label') !== null;
  return (action === 'back' || action === 'on') && target.closest('input, [role="slider"]') !== null;
}
