/**
 * How a machine with accounts was left, as far as it says so itself: `logged-off`, the account's session is over there;
 * `disconnected`, it may go on without anybody at it, as the machine's own policy decides; `not-known`, no word came.
 */
export type Departure = 'logged-off' | 'disconnected' | 'not-known';
