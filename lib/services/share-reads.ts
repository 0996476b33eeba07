import type { ChangeFeed } from '@/lib/db/change-feed';

/**
 * While a run does not change, all who ask for it at the same moment get the answer of one reading,
 * so a hundred open pages cost the database what one costs. A change is told here before any page
 * hears of it, so no page gets an answer from before.
 */
export function shareReads<Answer>(
  feed: Pick<ChangeFeed, 'subscribe'>,
  keepMs: number,
  read: (runId: string) => Promise<Answer>,
): (runId: string) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  feed.subscribe((runId) => answers.delete(runId));
  return (runId) => {
    const known = answers.get(runId);
    if (known !== undefined) return known;
    const answer = read(runId);
    answers.set(runId, answer);
    const forget = () => {
      if (answers.get(runId) === answer) answers.delete(runId);
    };
    setTimeout(forget, keepMs).unref();
    answer.catch(forget);
    return answer;
  };
}
