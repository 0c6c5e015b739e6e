export * from './job-queue.js';
export * from './open-job-queue.js';
