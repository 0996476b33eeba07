import { defineConfig } from 'prisma/config';

const url = process.env['DATABASE_URL'];

// No database is needed to generate the client, so a missing address is not an error here.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url ? { datasource: { url } } : {}),
});
