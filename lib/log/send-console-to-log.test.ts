import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('what a library prints or warns of is one scrubbed line of the log, whatever is in it', () => {
  const script = `
    import { sendConsoleToLog } from './lib/log/send-console-to-log.ts';
    sendConsoleToLog();
    console.error('[next-auth][error]', new Error('token xoxb-123456789012-abcdefghijklmnop'));
    process.emitWarning('NodeVersionSupportWarning: upgrade to node >=22');
    await new Promise(setImmediate);
    console.log('two\\nlines and \\u001b[31mred\\u001b[0m');`;
  const child = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script],
    {
      encoding: 'utf8',
      env: { ...process.env, LOG_LEVEL: 'info' },
    },
  );
  const lines = child.stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ level: 50, from: 'console' }),
    expect.objectContaining({ level: 40, from: 'node' }),
    expect.objectContaining({ level: 30, msg: 'two\nlines and \u001b[31mred\u001b[0m' }),
  ]);
  expect(lines[0]).toMatch(/token \[secret [0-9a-f]{10}\]/);
  expect(child.stdout).not.toContain('\u001b');
  expect(child.stdout).not.toContain('xoxb');
  expect(child.stderr).toBe('');
});
