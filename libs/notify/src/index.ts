export * from './mail-notifier.js';
export * from './notice.js';
export * from './waiting-request-mail.js';
export * from './webhook-notifier.js';
