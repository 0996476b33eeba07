import { openDatabase } from '@/lib/db/client';
import { logger } from '@/lib/log/logger';
import { drainExport } from './drain-export';

const [url = '', query = ''] = process.argv.slice(2);

// A process of its own, whose memory is that of the export. Its code is loaded and compiled, and a
// connection was made before: this is a server that runs.
logger.level = 'silent';
const database = openDatabase(url);
await drainExport(database, 'q=CHN-1');
console.log(JSON.stringify(await drainExport(database, query)));
await database.close();
