-- Turning passive mode on or off is an entry of the ledger, and the newest one is the state: what
-- stops the deployment cannot be changed without its trace. The application's role may not insert
-- into the ledger itself, so this runs in the owner's name.
CREATE FUNCTION "set_passive_mode"(active boolean, reason text, agent_subject text, agent_email text, agent_name text)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO ledger (code, data) VALUES ('passive-mode-set', jsonb_build_object(
    'active', active, 'reason', reason, 'agent_subject', agent_subject,
    'agent_email', agent_email, 'agent_name', agent_name));
END
$$;
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION set_passive_mode(boolean, text, text, text, text) SET search_path = %I, pg_temp', current_schema());
END
$$;

-- Asked before every CreateSnapshot call.
CREATE INDEX "ledger_passive_mode_idx" ON "ledger" ("seq" DESC) WHERE "code" = 'passive-mode-set';
