import { buildArtifact } from './build-artifact';

/** `npm run build`: makes `dist/`, one folder that every host runs. */
try {
  const release = await buildArtifact({ root: process.cwd(), out: 'dist', variables: process.env });
  console.log(`\ndist/ is release ${release}. Copy it to every host and run it with Node alone.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
