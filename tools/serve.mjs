// npm run serve: production. No demo; README.md lists the environment it reads.
import { runGateway } from './run-gateway.mjs';

await runGateway(process.argv.slice(2));
