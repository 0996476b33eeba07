import { expect, test } from 'vitest';
import { describeFilters } from './describe-filters';

test.each([
  ['', 'Everything'],
  ['q=CHN-7303&status=partial%2Cfailed', '“CHN-7303”, partial or failed'],
  ['environment=prod-eu&from=2026-01-01&to=2026-03-31', 'prod-eu, from 2026-01-01, to 2026-03-31'],
  ['cause=plan-changed', 'The plan had changed'],
])('the filters %j are said as %j', (query, words) => {
  expect(describeFilters(query)).toBe(words);
});
