import { grantApplication } from '@/lib/db/grant-application';

/** `npm run db:grant -- <role>`: as the owner of the tables, after each `npm run db:migrate`. */
const url = process.env['DATABASE_URL'];
const role = process.argv[2];
if (!url || !role) {
  console.error(
    'Usage: DATABASE_URL=<as the owner of the tables> npm run db:grant -- <role of the application>',
  );
  process.exit(1);
}
try {
  await grantApplication(url, role);
  console.log(`${role} may do what the application does, and cannot change what was written.`);
} catch (error) {
  console.error(`Nothing was granted: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
