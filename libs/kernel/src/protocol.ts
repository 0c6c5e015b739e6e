/** The ways a target is reached. One protocol plugin serves each; SSH is the first. */
export const protocols = ['ssh', 'vnc', 'rdp', 'tcp'] as const;
export type Protocol = (typeof protocols)[number];
