import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './test';

/** What only the server may know: names of its variables, addresses, libraries, secrets' shapes. */
const SERVER_ONLY =
  /NEXTAUTH_SECRET|OIDC_CLIENT_SECRET|FRESHSERVICE_API_KEY|SLACK_BOT_TOKEN|AWS_SECRET_ACCESS_KEY|DATABASE_URL|postgres(?:ql)?:\/\/|@aws-sdk|PrismaClient|xoxb-|AKIA[A-Z0-9]{16}|PRIVATE KEY/;

test('what the browser loads holds no secret and nothing of the server’s configuration', () => {
  const folder = join(process.cwd(), 'dist', '.next', 'static');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:js|css|json|map)$/.test(name),
  );
  expect(files.length).toBeGreaterThan(5);
  const found = files.flatMap((name) => {
    const match = SERVER_ONLY.exec(readFileSync(join(folder, name), 'utf8'));
    return match === null ? [] : [`${name}: ${match[0]}`];
  });
  expect(found).toEqual([]);
});

test('no process has a secret among its arguments, where `ps` shows it to everybody', () => {
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readArguments);
  // The server itself is among them, so this looks at the right machine.
  expect(lines.some((line) => line.includes('next'))).toBe(true);
  expect(
    lines.filter((line) => /:\/\/[^\s:@/]+:[^\s@/]+@|xoxb-\S{8,}|sandbox-secret/.test(line)),
  ).toEqual([]);
});

function readArguments(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
