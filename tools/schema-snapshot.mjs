// Writes migrations/schema.sql: the schema a freshly migrated database has, read from its catalogue (the
// embedded PostgreSQL has no pg_dump). The same migrations give the same file, byte for byte.
// `node tools/schema-snapshot.mjs` writes it, `--check` compares and exits 1 when it differs.
// Needs the built libs: `npm run build` first.
import { readFile, writeFile } from 'node:fs/promises';
import { describeSchema } from '../migrations/dist/describe-schema.js';
import { startEmbeddedPostgres } from '../libs/embedded-postgres/dist/index.js';
import { openDatabase } from '../libs/persistence/dist/index.js';
import { migrations } from '../migrations/dist/index.js';

const file = new URL('../migrations/schema.sql', import.meta.url);
const server = await startEmbeddedPostgres({ ephemeral: true });
try {
  const database = await openDatabase({ url: server.url, migrations, poolSize: 2 });
  const schema = await describeSchema((statement) => database.query(statement));
  await database.destroy();
  if (process.argv.includes('--check')) {
    if ((await readFile(file, 'utf8')) !== schema) {
      console.error(
        'migrations/schema.sql is not what the migrations make; run node tools/schema-snapshot.mjs',
      );
      process.exitCode = 1;
    }
  } else await writeFile(file, schema);
} finally {
  await server.stop();
}
