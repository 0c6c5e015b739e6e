// npm start: the demo plant, on localhost only, with the embedded PostgreSQL.
import { runGateway } from './run-gateway.mjs';

await runGateway(['--demo', ...process.argv.slice(2)]);
