import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** `npm start`, `npm run worker`, `npm run db:migrate` in a checkout: what `npm run build` made. */
const [name] = process.argv.splice(2, 1);
const file = `dist/${name}.mjs`;
if (!existsSync(file)) {
  console.error('No build found. Run `npm run build` first.');
  process.exit(1);
}
await import(pathToFileURL(file).href);
