// Adds the packages of other platforms to package-lock.json that npm left out.
//
// npm leaves an optional package out of the lock file when its registry does not have it, as
// company mirrors do for platforms no one there uses, and `npm ci` then refuses that lock file
// everywhere. Run it after `npm install` behind such a mirror: node scripts/complete-lockfile.mjs
import { readFileSync, writeFileSync } from 'node:fs';

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const LIBRARIES = { gnu: 'glibc', musl: 'musl' };

const lockfile = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(lockfile, 'utf8'));
const added = [];

for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (path in lock.packages || !/^\d/.test(version)) continue;
    lock.packages[path] = { version, ...readPlatform(name), ...inherit(parent), optional: true };
    added.push(`${name}@${version}`);
  }
}

if (added.length > 0) {
  const packages = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(packages);
  writeFileSync(lockfile, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length > 0 ? `Added ${added.join(', ')}` : 'Nothing to add.');

/** Every such package says its platform in its name, as `binding-linux-arm64-musl`. */
function readPlatform(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = Object.keys(LIBRARIES).filter((word) => words.includes(word));
  return {
    ...(cpu.length > 0 && { cpu }),
    ...(os.length > 0 && { os }),
    ...(os.includes('linux') && libc.length > 0 && { libc: libc.map((word) => LIBRARIES[word]) }),
  };
}

function inherit(parent) {
  return parent.dev ? { dev: true } : {};
}
