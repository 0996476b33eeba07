import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Certificates = { readonly ca: string; readonly cert: string; readonly key: string };

/** A CA of our own, and a certificate of it for `localhost` that no address has. */
export function createCertificates(openssl: string, folder: string): Certificates {
  const file = (name: string) => join(folder, name);
  const run = (...options: readonly string[]) =>
    execFileSync(openssl, options, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  run(
    'req',
    '-x509',
    ...key,
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  run('req', ...key, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(file('san'), 'subjectAltName=DNS:localhost\n');
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'san'];
  run('x509', '-req', '-in', 'server.csr', ...signed, '-days', '2', '-out', 'server.pem');
  return { ca: file('ca.pem'), cert: file('server.pem'), key: file('server.key') };
}
