import { expect, test } from 'vitest';
import { filtersLabel } from './filter-labels';

test.each([
  ['', 'Everything'],
  ['q=CHN-7303&status=partial%2Cfailed', '“CHN-7303”, partial or failed'],
  ['environment=prod-eu&from=2026-01-01&to=2026-03-31', 'prod-eu, from 2026-01-01, to 2026-03-31'],
  ['cause=plan-changed', 'Plan changed'],
])('the filters %j are said as %j', (query, words) => {
  expect(filtersLabel(query)).toBe(words);
});
