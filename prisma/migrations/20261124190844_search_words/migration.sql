-- DropIndex
DROP INDEX "run_search_text_idx";

-- DropIndex: nothing asks for it; names are found as text.
DROP INDEX "step_server_name_idx";

-- What Prisma's schema cannot say.

-- Trigrams are of letters and digits only. With the signs inside of names and addresses as letters,
-- `web-23` is one word, not `web` and whatever else begins with 2. lib/history/where-runs.ts asks so.
CREATE INDEX "run_search_words_idx" ON "run"
  USING gin (replace(replace("search_text", '-', 'q'), '.', 'x') gin_trgm_ops);

-- Nothing is guessed from it any more, and many samples make each plan slower.
ALTER TABLE "run" ALTER COLUMN "search_text" SET STATISTICS -1;
