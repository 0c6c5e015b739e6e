import { parentPort } from 'node:worker_threads';
import { serveFolding } from './folding-service.js';

if (parentPort) serveFolding(parentPort);
