import { startTestDatabase } from './test-database.js';

test('two test databases are migrated, empty and apart from each other', async () => {
  const one = await startTestDatabase();
  const two = await startTestDatabase();
  try {
    await one.database.query(
      `INSERT INTO site (id, name, slug, time_zone, created_at) VALUES ('site_a', 'A', 'a', 'UTC', now())`,
    );
    expect(await two.database.query('SELECT * FROM site')).toEqual([]);
    expect(await one.database.query('SELECT id FROM site')).toEqual([{ id: 'site_a' }]);
  } finally {
    await one.stop();
    await two.stop();
  }
}, 60_000);
