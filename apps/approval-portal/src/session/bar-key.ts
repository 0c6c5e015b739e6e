/** Ctrl+Alt+Shift+G: the one key that is the portal's and not the machine's. By place, whatever the layout. */
export function isBarKey(event: Pick<KeyboardEvent, 'ctrlKey' | 'altKey' | 'shiftKey' | 'code'>): boolean {
  return event.ctrlKey && event.altKey && event.shiftKey && event.code === 'KeyG';
}
