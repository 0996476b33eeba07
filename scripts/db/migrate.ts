import { applyMigrations } from '@/lib/db/migrate';
import { AppError } from '@/lib/errors/app-error';
import { toDatabaseFailure } from '@/lib/errors/database-failure';
import { requireDatabase } from '../stack/script-database';

const database = requireDatabase();
try {
  const applied = await applyMigrations(database);
  for (const name of applied) console.log(`Applied ${name}`);
  if (applied.length === 0) console.log('The database is up to date.');
} catch (error) {
  const failure = error instanceof AppError ? error : (toDatabaseFailure(error) ?? error);
  const message = failure instanceof Error ? failure.message : String(failure);
  console.error(`The migration failed: ${message}`);
  if (failure instanceof AppError) console.error(failure.hint);
  process.exit(1);
}
