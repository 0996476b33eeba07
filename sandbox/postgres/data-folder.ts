import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { canUseFolder, type ServerUser } from './os-user';

const MARKER = 'moved-to';
const ORIGIN = 'moved-from';

/**
 * The folder the server keeps its data in: the wanted one, or, where the server's user cannot
 * enter that (a checkout below root's home), one outside. A file `moved-to` in the wanted folder
 * then says where, so that the next start finds the same data and a new checkout starts empty.
 */
export function chooseDataFolder(wanted: string, user: ServerUser): string {
  const moved = readMarker(wanted);
  if (moved && existsSync(moved)) return moved;
  mkdirSync(wanted, { recursive: true });
  const owner = lstatSync(wanted);
  own(wanted, user);
  if (canUseFolder(user, wanted)) return wanted;
  chownSync(wanted, owner.uid, owner.gid);
  return moveOutside(wanted, user);
}

/** A folder of root's that every user can enter, for what cannot stay in the checkout. */
export function openSharedFolder(user: ServerUser): string {
  for (const parent of ['/var/lib', '/var/tmp', tmpdir()]) {
    const folder = join(parent, 'snapgate-embedded');
    if (isOurs(folder) && canEnter(user, folder)) return folder;
  }
  throw new Error(
    'Found no folder that the PostgreSQL server can use. Start as a user other than root, or set DATABASE_URL.',
  );
}

function moveOutside(wanted: string, user: ServerUser): string {
  const shared = openSharedFolder(user);
  removeAbandoned(shared);
  const folder = join(shared, `data-${randomBytes(6).toString('hex')}`);
  mkdirSync(folder);
  writeFileSync(join(folder, ORIGIN), resolve(wanted));
  writeFileSync(join(wanted, MARKER), `${folder}\n${resolve(wanted)}\n`);
  own(folder, user);
  return folder;
}

/** Null also when the marker came along with a copy of another checkout. */
function readMarker(wanted: string): string | null {
  const file = join(wanted, MARKER);
  if (!existsSync(file)) return null;
  const [folder, origin] = readFileSync(file, 'utf8').split('\n');
  return folder && origin === resolve(wanted) ? folder : null;
}

/** Data whose checkout is gone would otherwise stay for ever. */
function removeAbandoned(shared: string): void {
  for (const name of readdirSync(shared)) {
    const folder = join(shared, name);
    const origin = join(folder, ORIGIN);
    if (!existsSync(origin) || existsSync(join(folder, 'data', 'postmaster.pid'))) continue;
    if (readMarker(readFileSync(origin, 'utf8')) !== folder) rmSync(folder, { recursive: true });
  }
}

function own(folder: string, user: ServerUser): void {
  chmodSync(folder, 0o700);
  if (user) chownSync(folder, user.uid, user.gid);
}

/** Someone else could have put a folder of that name into a place all can write to. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    if (lstatSync(folder).uid !== process.getuid?.() || lstatSync(folder).isSymbolicLink()) {
      return false;
    }
    chmodSync(folder, 0o755);
    return true;
  } catch {
    return false;
  }
}

function canEnter(user: ServerUser, folder: string): boolean {
  const probe = join(folder, `probe-${process.pid}`);
  mkdirSync(probe, { recursive: true });
  own(probe, user);
  const usable = canUseFolder(user, probe);
  rmSync(probe, { recursive: true });
  return usable;
}
