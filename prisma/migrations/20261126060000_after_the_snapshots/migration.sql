-- AlterTable
ALTER TABLE "run" ADD COLUMN     "deletion_of_id" UUID,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'create',
ADD COLUMN     "note_error" TEXT,
ADD COLUMN     "note_id" TEXT,
ADD COLUMN     "note_status" TEXT,
ADD COLUMN     "task_results" JSONB,
ADD COLUMN     "ticket_attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "ticket_due_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "step" ADD COLUMN     "corrected_name" TEXT,
ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "deleted_by_run" UUID,
ADD COLUMN     "name_attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "name_due_at" TIMESTAMPTZ(3),
ADD COLUMN     "name_wanted_by" TEXT,
ADD COLUMN     "target_snapshot_id" TEXT,
ADD COLUMN     "wanted_name" TEXT;

-- CreateIndex
CREATE INDEX "run_deletion_of_id_idx" ON "run"("deletion_of_id");

-- CreateIndex
CREATE INDEX "step_target_snapshot_id_idx" ON "step"("target_snapshot_id");

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_deletion_of_id_fkey" FOREIGN KEY ("deletion_of_id") REFERENCES "run"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- What Prisma's schema cannot say. docs/decisions/0030-after-the-snapshots.md tells the whole story.

ALTER TABLE "run" ADD CONSTRAINT "run_kind_known" CHECK ("kind" IN ('create', 'delete'));
ALTER TABLE "run" ADD CONSTRAINT "run_note_status_known" CHECK ("note_status" IN
  ('waiting', 'calling', 'written', 'complete', 'failed'));
ALTER TABLE "step" DROP CONSTRAINT "step_status_known";
ALTER TABLE "step" ADD CONSTRAINT "step_status_known" CHECK ("status" IN
  ('planned', 'calling', 'created', 'failed', 'unknown', 'skipped', 'deleted'));

-- Two runs cannot have an open step on the same volume, or an open deletion of the same snapshot.
DROP INDEX "step_open_volume_key";
CREATE UNIQUE INDEX "step_open_volume_key" ON "step" ("account_id", "region", "volume_id")
  WHERE "status" IN ('planned', 'calling', 'unknown') AND "target_snapshot_id" IS NULL;
CREATE UNIQUE INDEX "step_open_deletion_key" ON "step" ("account_id", "region", "target_snapshot_id")
  WHERE "status" IN ('planned', 'calling', 'unknown') AND "target_snapshot_id" IS NOT NULL;

-- What the worker asks for again and again.
CREATE INDEX "run_ticket_due_idx" ON "run" ("ticket_due_at") WHERE "ticket_due_at" IS NOT NULL;
CREATE INDEX "step_name_due_idx" ON "step" ("name_due_at") WHERE "name_due_at" IS NOT NULL;

-- As before; a deletion says what it deletes. Runs that create have the same document as ever.
CREATE OR REPLACE FUNCTION "run_record"(wanted uuid) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT (jsonb_build_object(
    'format', 2,
    'run', run.id, 'once_key', run.once_key, 'ticket', run.ticket,
    'ticket_subject', run.ticket_subject, 'agent_subject', run.agent_subject,
    'agent_email', run.agent_email, 'agent_name', run.agent_name,
    'environment_choice', run.environment_choice, 'environments', run.environments,
    'fingerprint', run.fingerprint, 'plan', run.plan, 'acknowledged', run.acknowledged,
    'reason', run.reason, 'rejection_code', run.rejection_code, 'retry_of', run.retry_of_id,
    'started_at', trim_scale(extract(epoch FROM run.started_at) * 1000),
    'steps', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'step', step.id, 'position', step.position, 'task_ids', step.task_ids,
        'server_name', step.server_name, 'ip_address', step.ip_address,
        'environment', step.environment, 'account_id', step.account_id, 'region', step.region,
        'instance_id', step.instance_id, 'volume_id', step.volume_id,
        'volume_size_gib', step.volume_size_gib, 'tags', step.tags,
        'description', step.description)
        || CASE WHEN step.target_snapshot_id IS NULL THEN '{}'::jsonb
             ELSE jsonb_build_object('target', step.target_snapshot_id) END
        ORDER BY step.position), '[]')
      FROM step WHERE step.run_id = run.id))
    || CASE WHEN run.kind = 'create' THEN '{}'::jsonb
         ELSE jsonb_build_object('kind', run.kind, 'deletion_of', run.deletion_of_id) END
  )::text FROM run WHERE run.id = wanted);
END
$$;

-- As before, and what became of the ticket's note and tasks. Empty columns are left out.
CREATE OR REPLACE FUNCTION "run_state"(wanted uuid) RETURNS bytea LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT sha256(convert_to(jsonb_strip_nulls(jsonb_build_object(
    'status', CASE WHEN run.status IN ('queued', 'running') THEN 'open' ELSE run.status END,
    'error_message', run.error_message,
    'finished_at', trim_scale(extract(epoch FROM run.finished_at) * 1000),
    'cancel_requested_at', trim_scale(extract(epoch FROM run.cancel_requested_at) * 1000),
    'cancel_requested_by', run.cancel_requested_by,
    'slack_status', run.slack_status, 'slack_error', run.slack_error,
    'slack_permalink', run.slack_permalink,
    'note_status', run.note_status, 'note_id', run.note_id, 'note_error', run.note_error,
    'task_results', run.task_results,
    'search_text', encode(sha256(convert_to(run.search_text, 'UTF8')), 'hex')))::text, 'UTF8'))
  FROM run WHERE run.id = wanted);
END
$$;

-- As before, and the corrected name and the deletion of the snapshot.
CREATE OR REPLACE FUNCTION "step_state"(wanted_run uuid, wanted uuid) RETURNS bytea LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT sha256(convert_to(jsonb_strip_nulls(jsonb_build_object(
    'status', step.status, 'attempts', step.attempts, 'snapshot_id', step.snapshot_id,
    'snapshot_state', step.snapshot_state, 'snapshot_progress', step.snapshot_progress,
    'created_at', trim_scale(extract(epoch FROM step.created_at) * 1000),
    'error_code', step.error_code, 'error_message', step.error_message,
    'request_id', step.request_id,
    'corrected_name', step.corrected_name, 'wanted_name', step.wanted_name,
    'deleted_at', trim_scale(extract(epoch FROM step.deleted_at) * 1000),
    'deleted_by', step.deleted_by_run))::text, 'UTF8'))
  FROM step WHERE step.id = wanted AND step.run_id = wanted_run);
END
$$;

-- CREATE OR REPLACE drops what was pinned.
DO $$
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY['run_record(uuid)', 'run_state(uuid)', 'step_state(uuid, uuid)']
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', signature, current_schema());
  END LOOP;
END
$$;

ALTER TABLE "step" DROP CONSTRAINT "step_times_in_range";
ALTER TABLE "step" ADD CONSTRAINT "step_times_in_range" CHECK (
  ("updated_at" >= timestamptz '2000-01-01 00:00:00+00' AND "updated_at" < timestamptz '2200-01-01 00:00:00+00')
  AND ("created_at" IS NULL OR ("created_at" >= timestamptz '2000-01-01 00:00:00+00' AND "created_at" < timestamptz '2200-01-01 00:00:00+00'))
  AND ("deleted_at" IS NULL OR ("deleted_at" >= timestamptz '2000-01-01 00:00:00+00' AND "deleted_at" < timestamptz '2200-01-01 00:00:00+00'))
) NOT VALID;
-- Rows out of range stay as they are, and are named by audit:verify.
DO $$
BEGIN
  ALTER TABLE "step" VALIDATE CONSTRAINT "step_times_in_range";
EXCEPTION WHEN check_violation THEN
  RAISE NOTICE 'Some rows of step hold times out of range; npm run audit:verify names them.';
END
$$;
