import { readFileSync } from 'node:fs';
import { readAsvs } from './read-asvs';

/** `npm run asvs`: how many items of OWASP ASVS apply, and how each is answered. */
const { applicable, tested, excepted, problems } = readAsvs(readFileSync('docs/asvs.md', 'utf8'));
for (const problem of problems) console.error(problem);
console.log(
  `OWASP ASVS 5.0, levels 1 and 2: ${applicable} applicable, ${tested} tested, ${excepted} excepted`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
