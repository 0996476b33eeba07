-- Every new version of a run's row went into this index with all its trigrams: six or more while it
-- was executed and told of. Now a run is indexed once nothing is due for it; the few others are
-- found by run_unfinished_idx and run_slack_due_idx. lib/history/where-runs.ts asks so.
DROP INDEX "run_search_words_idx";
CREATE INDEX "run_search_words_idx" ON "run"
  USING gin (replace(replace("search_text", '-', 'q'), '.', 'x') gin_trgm_ops)
  WHERE "slack_due_at" IS NULL AND "status" NOT IN ('queued', 'running');
