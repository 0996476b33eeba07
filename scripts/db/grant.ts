import { grantApplication } from '@/lib/db/grant-application';
import { requireDatabase } from '../stack/script-database';

/** `npm run db:grant -- <role>`: as the owner of the tables, after each `npm run db:migrate`. */
const role = process.argv[2];
if (!role) {
  console.error(
    'Usage: DATABASE_URL=<as the owner of the tables> npm run db:grant -- <role of the application>',
  );
  process.exit(1);
}
try {
  await grantApplication(requireDatabase(), role);
  console.log(
    `Granted ${role} the permissions of the application. It cannot change existing events.`,
  );
} catch (error) {
  console.error(`Nothing was granted: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
