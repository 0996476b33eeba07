-- CreateTable
CREATE TABLE "armed_run" (
    "id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "ticket" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "acknowledged" TEXT[],
    "reason" TEXT,
    "plan" JSONB NOT NULL,
    "agent_subject" TEXT NOT NULL,
    "agent_email" TEXT NOT NULL,
    "agent_name" TEXT NOT NULL,
    "planned_start_at" TIMESTAMPTZ(3) NOT NULL,
    "start_at" TIMESTAMPTZ(3) NOT NULL,
    "armed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "held_until" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "run_id" UUID,

    CONSTRAINT "armed_run_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "armed_run_armed_at_idx" ON "armed_run"("armed_at" DESC);

-- What Prisma's schema cannot say.

ALTER TABLE "armed_run" ADD CONSTRAINT "armed_run_status_known" CHECK
  ("status" IN ('armed', 'started', 'not-started', 'disarmed'));
ALTER TABLE "armed_run" ADD CONSTRAINT "armed_run_end_known" CHECK
  (("status" = 'armed') = ("ended_at" IS NULL) AND ("status" = 'started') <= ("run_id" IS NOT NULL));
ALTER TABLE "armed_run" ADD CONSTRAINT "armed_run_times_in_range" CHECK (
  "start_at" >= timestamptz '2000-01-01 00:00:00+00' AND "start_at" < timestamptz '2200-01-01 00:00:00+00'
);
-- One start per ticket can be armed; and what is due is found at once.
CREATE UNIQUE INDEX "armed_run_ticket_key" ON "armed_run" ("ticket") WHERE "status" = 'armed';
CREATE INDEX "armed_run_due_idx" ON "armed_run" ("start_at") WHERE "status" = 'armed';

-- What was armed stays as it was armed, and ends once.
CREATE FUNCTION "keep_armed_run"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = 'armed' AND
    (NEW.id, NEW.ticket, NEW.environment, NEW.fingerprint, NEW.acknowledged, NEW.reason, NEW.plan,
      NEW.agent_subject, NEW.agent_email, NEW.agent_name, NEW.planned_start_at, NEW.start_at, NEW.armed_at)
    IS NOT DISTINCT FROM
    (OLD.id, OLD.ticket, OLD.environment, OLD.fingerprint, OLD.acknowledged, OLD.reason, OLD.plan,
      OLD.agent_subject, OLD.agent_email, OLD.agent_name, OLD.planned_start_at, OLD.start_at, OLD.armed_at)
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'An armed start is never changed (% refused).', TG_OP;
END
$$;
CREATE TRIGGER "armed_run_keep" BEFORE UPDATE OR DELETE ON "armed_run"
  FOR EACH ROW EXECUTE FUNCTION "keep_armed_run"();

-- Who armed what, and how it ended, are entries of the ledger.
CREATE FUNCTION "ledger_armed_run"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO ledger (code, data) VALUES ('run-armed', jsonb_build_object(
      'armed', NEW.id, 'ticket', NEW.ticket, 'environment', NEW.environment,
      'fingerprint', NEW.fingerprint, 'agent_subject', NEW.agent_subject,
      'agent_email', NEW.agent_email, 'agent_name', NEW.agent_name,
      'start_at', trim_scale(extract(epoch FROM NEW.start_at) * 1000)));
  ELSIF OLD.status = 'armed' AND NEW.status <> 'armed' THEN
    INSERT INTO ledger (code, data) VALUES ('armed-run-ended', jsonb_build_object(
      'armed', NEW.id, 'ticket', NEW.ticket, 'status', NEW.status, 'ended_by', NEW.ended_by,
      'run', NEW.run_id));
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "armed_run_ledger" AFTER INSERT OR UPDATE ON "armed_run"
  FOR EACH ROW EXECUTE FUNCTION "ledger_armed_run"();

DO $$
DECLARE
  signature text;
BEGIN
  FOREACH signature IN ARRAY ARRAY['keep_armed_run()', 'ledger_armed_run()'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', signature, current_schema());
  END LOOP;
END
$$;
