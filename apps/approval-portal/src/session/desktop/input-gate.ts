const inputs = [
  'keydown',
  'keyup',
  'mousedown',
  'mouseup',
  'mousemove',
  'click',
  'wheel',
  'touchstart',
  'touchmove',
  'touchend',
] as const;

/**
 * Lets nothing that is typed, clicked or touched come to the viewer inside this place. The gateway refuses it anyway;
 * this way the page scrolls instead, and no input that goes nowhere is sent. (noVNC's own "view only" would keep its
 * clipboard shut as well, which is another right.)
 */
export function closeInput(place: HTMLElement): () => void {
  const stop = (event: Event): void => event.stopPropagation();
  for (const name of inputs) place.addEventListener(name, stop, { capture: true, passive: true });
  return () => {
    for (const name of inputs) place.removeEventListener(name, stop, { capture: true });
  };
}
