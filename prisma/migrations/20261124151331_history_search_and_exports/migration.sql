-- DropIndex
DROP INDEX "run_agent_email_started_at_idx";

-- CreateTable
CREATE TABLE "export_record" (
    "id" UUID NOT NULL,
    "format" TEXT NOT NULL,
    "filters" TEXT NOT NULL,
    "agent_subject" TEXT NOT NULL,
    "agent_email" TEXT NOT NULL,
    "agent_name" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "rows" BIGINT,
    "bytes" BIGINT,
    "sha256" TEXT,

    CONSTRAINT "export_record_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "export_record_started_at_id_idx" ON "export_record"("started_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "run_environments_idx" ON "run" USING GIN ("environments");

-- What Prisma's schema cannot say.

-- People write an e-mail in any case.
CREATE INDEX "run_agent_idx" ON "run" (lower("agent_email"), "started_at" DESC, "id" DESC);

-- A refused run has no steps; its words are where an address or a volume finds it.
CREATE INDEX "run_refused_words_idx" ON "run" USING gin (string_to_array("search_text", ' '))
  WHERE "status" = 'rejected';

-- With few samples, a rare text that one of them happens to hold is taken for a common one, and
-- the whole table is walked for it.
ALTER TABLE "run" ALTER COLUMN "search_text" SET STATISTICS 1000;

ALTER TABLE "export_record" ADD CONSTRAINT "export_record_format_known"
  CHECK ("format" IN ('csv', 'jsonl'));
ALTER TABLE "export_record" ADD CONSTRAINT "export_record_status_known"
  CHECK ("status" IN ('running', 'complete', 'stopped'));

-- A record is written when the download begins and closed once; nothing else ever happens to it.
CREATE FUNCTION "keep_export_record"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = 'running' AND
    (NEW.id, NEW.format, NEW.filters, NEW.agent_subject, NEW.agent_email, NEW.agent_name, NEW.started_at)
    = (OLD.id, OLD.format, OLD.filters, OLD.agent_subject, OLD.agent_email, OLD.agent_name, OLD.started_at)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'A record of an export is never changed (% refused).', TG_OP;
END
$$;
CREATE TRIGGER "export_record_keep" BEFORE UPDATE OR DELETE ON "export_record"
  FOR EACH ROW EXECUTE FUNCTION "keep_export_record"();
CREATE TRIGGER "export_record_keep_all" BEFORE TRUNCATE ON "export_record"
  FOR EACH STATEMENT EXECUTE FUNCTION "keep_export_record"();
