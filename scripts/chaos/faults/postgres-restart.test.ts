import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openHarness } from '../harness';
import { findBlockersOfSteps, readProgress } from '../load-run-record';
import { startWorkerProcess } from '../worker-process';
import { PATIENCE } from '@/testing/fault-stage';

const WANTED = 3;

test.each(['orderly', 'crash'] as const)(
  'a restart of PostgreSQL (%s) while replies come in: nothing is lost, nothing is called twice',
  { timeout: 180_000 },
  async (how) => {
    const folder = mkdtempSync(join(tmpdir(), 'snapgate-restart-'));
    const variables = { CREATE_DEADLINE_MS: '8000', LOOKUP_WINDOW_MS: '2000' };
    const harness = await openHarness(folder, variables);
    onTestFinished(async () => {
      await harness.close();
      rmSync(folder, { recursive: true, force: true });
    });
    const { sandbox, operator, postgres } = harness;
    const { database } = operator.services;
    const worker = startWorkerProcess(harness.environment, join(folder, 'worker'));
    onTestFinished(worker.kill);
    const operation = 'CreateSnapshot';
    const id = sandbox.faults.add({
      system: 'ec2',
      operation,
      effect: { kind: 'hold', when: 'after' },
    });
    const outcomes = () => sandbox.calls.list({ operation }).map(({ outcome }) => outcome);
    await operator.insist('CHN-7303', 'prod-eu');
    await vi.waitFor(
      () => expect(outcomes()).toEqual(Array.from({ length: WANTED }, () => 'held-after')),
      PATIENCE,
    );
    const restarted = postgres.restart(how);
    sandbox.faults.remove(id);
    await restarted;
    await vi.waitFor(async () => {
      expect(await readProgress(database)).toEqual({ steps: WANTED, created: WANTED, open: 0 });
    }, PATIENCE);
    const judgment = await findBlockersOfSteps(database, sandbox);
    expect(judgment).toEqual({ wanted: WANTED, duplicates: 0, lost: 0, wrongIds: 0 });
    expect(outcomes()).toHaveLength(WANTED);
  },
);
