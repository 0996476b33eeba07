import { listSources, measureStructure } from './measure-structure';

/** `npm run structure`: how far a reader has to jump; ends with 1 when a limit is exceeded. */
const LIMITS = { filesPercent: 12, exportsPercent: 20, folderFiles: 25 };

const { files, filesWithOneNeighbor, exports, exportsWithOneNeighbor, folders } =
  measureStructure(listSources());
const filesPercent = (100 * filesWithOneNeighbor.length) / files;
const exportsPercent = (100 * exportsWithOneNeighbor.length) / exports;
const tooLarge = folders.filter(([, count]) => count > LIMITS.folderFiles);

if (process.argv.includes('--list')) {
  console.log([...filesWithOneNeighbor, ...exportsWithOneNeighbor].join('\n'));
}
console.log(
  `files imported by only one neighbor: ${filesWithOneNeighbor.length} of ${files}, ${filesPercent.toFixed(1)} % (limit ${LIMITS.filesPercent} %)`,
);
console.log(
  `exports used by only one neighbor: ${exportsWithOneNeighbor.length} of ${exports}, ${exportsPercent.toFixed(1)} % (limit ${LIMITS.exportsPercent} %)`,
);
console.log(
  `largest folders: ${folders
    .slice(0, 5)
    .map(([folder, count]) => `${folder} ${count}`)
    .join(', ')} (limit ${LIMITS.folderFiles} files)`,
);
const good =
  filesPercent <= LIMITS.filesPercent &&
  exportsPercent <= LIMITS.exportsPercent &&
  tooLarge.length === 0;
process.exitCode = good ? 0 : 1;
