import { DATABASE_CASES } from './database-cases';
import { DEPLOYMENT_CASES } from './deployment-case';
import { PROVIDER_CASES } from './provider-cases';
import { PROXY_CASES } from './proxy-cases';
import { POOLER_CASES } from './pooler-cases';
import { FORWARD_PROXY_CASES } from './forward-proxy-cases';
import { RESTART_CASES } from './restart-cases';
import { openRig } from './rig';

/**
 * `npm run test:real`: parts that none of us wrote. The distribution's PostgreSQL, PgBouncer, nginx
 * and forward proxy, on ports of their own; `-- words` runs the cases whose name has one of them.
 */
async function main(): Promise<number> {
  const given = process.argv.slice(2).map((word) => word.toLowerCase());
  const words = given.length === 0 ? [''] : given;
  const cases = [
    ...DATABASE_CASES,
    ...POOLER_CASES,
    ...DEPLOYMENT_CASES,
    ...PROVIDER_CASES,
    ...PROXY_CASES,
    ...FORWARD_PROXY_CASES,
    ...RESTART_CASES,
  ].filter(({ name }) => words.some((word) => name.toLowerCase().includes(word)));
  const rig = await openRig();
  let failed = 0;
  try {
    for (const { name, run } of cases) {
      const begunAt = performance.now();
      const failure = await run(rig).then(
        () => null,
        (error: unknown) => error,
      );
      const seconds = ((performance.now() - begunAt) / 1_000).toFixed(1);
      console.log(`${failure === null ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      if (failure === null) continue;
      failed += 1;
      console.log(failure);
    }
  } finally {
    await rig.close();
  }
  console.log(`\n${cases.length - failed} passed, ${failed} failed`);
  return failed;
}

process.exit((await main()) === 0 ? 0 : 1);
