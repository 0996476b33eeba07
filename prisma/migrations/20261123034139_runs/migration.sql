-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "once_key" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "ticket" TEXT NOT NULL,
    "ticket_subject" TEXT NOT NULL,
    "agent_subject" TEXT NOT NULL,
    "agent_email" TEXT NOT NULL,
    "agent_name" TEXT NOT NULL,
    "environment_choice" TEXT NOT NULL,
    "environments" TEXT[],
    "fingerprint" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "acknowledged" TEXT[],
    "reason" TEXT,
    "rejection_code" TEXT,
    "error_message" TEXT,
    "retry_of_id" UUID,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "cancel_requested_at" TIMESTAMPTZ(3),
    "cancel_requested_by" TEXT,
    "slack_status" TEXT NOT NULL DEFAULT 'waiting',
    "slack_attempts" INTEGER NOT NULL DEFAULT 0,
    "slack_due_at" TIMESTAMPTZ(3),
    "slack_error" TEXT,
    "slack_channel" TEXT,
    "slack_ts" TEXT,
    "slack_permalink" TEXT,
    "lease_owner" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "event_seq" INTEGER NOT NULL DEFAULT 0,
    "search_text" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "task_ids" TEXT[],
    "server_name" TEXT NOT NULL,
    "ip_address" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "instance_id" TEXT NOT NULL,
    "volume_id" TEXT NOT NULL,
    "volume_size_gib" INTEGER NOT NULL,
    "tags" JSONB NOT NULL,
    "description" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "not_before" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "call_deadline_at" TIMESTAMPTZ(3),
    "lookup_due_at" TIMESTAMPTZ(3),
    "lookup_until" TIMESTAMPTZ(3),
    "snapshot_id" TEXT,
    "snapshot_state" TEXT,
    "snapshot_progress" INTEGER,
    "watch_due_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "error_message" TEXT,
    "request_id" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "run_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "level" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "step_id" UUID,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "event_pkey" PRIMARY KEY ("run_id","seq")
);

-- CreateTable
CREATE TABLE "create_budget" (
    "account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "create_budget_pkey" PRIMARY KEY ("account_id","region")
);

-- CreateIndex
CREATE INDEX "run_started_at_id_idx" ON "run"("started_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "run_ticket_started_at_idx" ON "run"("ticket", "started_at" DESC);

-- CreateIndex
CREATE INDEX "run_agent_email_started_at_idx" ON "run"("agent_email", "started_at" DESC);

-- CreateIndex
CREATE INDEX "run_status_started_at_idx" ON "run"("status", "started_at" DESC);

-- CreateIndex
CREATE INDEX "run_retry_of_id_idx" ON "run"("retry_of_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_agent_subject_once_key_key" ON "run"("agent_subject", "once_key");

-- CreateIndex
CREATE INDEX "step_snapshot_id_idx" ON "step"("snapshot_id");

-- CreateIndex
CREATE INDEX "step_instance_id_idx" ON "step"("instance_id");

-- CreateIndex
CREATE INDEX "step_volume_id_idx" ON "step"("volume_id");

-- CreateIndex
CREATE INDEX "step_ip_address_idx" ON "step"("ip_address");

-- CreateIndex
CREATE INDEX "step_server_name_idx" ON "step"("server_name");

-- CreateIndex
CREATE UNIQUE INDEX "step_run_id_position_key" ON "step"("run_id", "position");

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_retry_of_id_fkey" FOREIGN KEY ("retry_of_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "step" ADD CONSTRAINT "step_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

ALTER TABLE "run" ADD CONSTRAINT "run_status_known" CHECK ("status" IN
  ('queued', 'running', 'succeeded', 'partial', 'failed', 'rejected', 'cancelled'));
ALTER TABLE "run" ADD CONSTRAINT "run_slack_status_known" CHECK ("slack_status" IN
  ('waiting', 'sent', 'failed'));
ALTER TABLE "step" ADD CONSTRAINT "step_status_known" CHECK ("status" IN
  ('planned', 'calling', 'created', 'failed', 'unknown', 'skipped'));
ALTER TABLE "event" ADD CONSTRAINT "event_level_known" CHECK ("level" IN
  ('debug', 'info', 'warn', 'error'));

-- Two runs cannot have an open step on the same volume.
CREATE UNIQUE INDEX "step_open_volume_key" ON "step" ("account_id", "region", "volume_id")
  WHERE "status" IN ('planned', 'calling', 'unknown');

-- What the worker asks for again and again.
CREATE INDEX "run_unfinished_idx" ON "run" ("started_at") WHERE "status" IN ('queued', 'running');
CREATE INDEX "run_slack_due_idx" ON "run" ("slack_due_at") WHERE "slack_due_at" IS NOT NULL;
CREATE INDEX "step_watch_due_idx" ON "step" ("watch_due_at") WHERE "watch_due_at" IS NOT NULL;

-- Free text: parts of words, over one column.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "run_search_text_idx" ON "run" USING gin ("search_text" gin_trgm_ops);

-- Every event tells open pages that their run has changed.
CREATE FUNCTION "notify_run_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('snapgate_change', NEW.run_id::text);
  RETURN NULL;
END
$$;
CREATE TRIGGER "event_notify" AFTER INSERT ON "event"
  FOR EACH ROW EXECUTE FUNCTION "notify_run_change"();
