import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/**
 * `npm run sbom`: what the product is made of, as CycloneDX, from the lockfile. Developers' tools are
 * in it and marked: npm's own way to leave them out also drops what both need. `npm run build`
 * writes it beside the build; a first argument names another file.
 */
const file = process.argv[2] ?? 'sbom.cdx.json';
const bom = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const { components } = JSON.parse(bom) as { readonly components: readonly unknown[] };
writeFileSync(file, bom);
console.log(`${file}: ${components.length} components`);
