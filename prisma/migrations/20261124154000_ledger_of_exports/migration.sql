-- A run that is a retry of another keeps the other's id for good: it is part of what is hashed. The
-- first can leave for an archive only together with its retry, or after it.
ALTER TABLE "run" DROP CONSTRAINT "run_retry_of_id_fkey";
ALTER TABLE "run" ADD CONSTRAINT "run_retry_of_id_fkey" FOREIGN KEY ("retry_of_id") REFERENCES "run"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

-- Who took which rows away is an entry of the ledger, whoever writes the record of it.
CREATE FUNCTION "ledger_export"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ledger (code, data) VALUES ('history-exported', jsonb_build_object(
    'export', NEW.id, 'agent_subject', NEW.agent_subject, 'agent_email', NEW.agent_email,
    'agent_name', NEW.agent_name, 'format', NEW.format, 'filters', NEW.filters,
    'status', NEW.status, 'rows', NEW.rows, 'bytes', NEW.bytes, 'sha256', NEW.sha256));
  RETURN NULL;
END
$$;
CREATE TRIGGER "export_record_ledger" AFTER UPDATE ON "export_record"
  FOR EACH ROW WHEN (OLD.status = 'running' AND NEW.status <> 'running')
  EXECUTE FUNCTION "ledger_export"();
