-- However a session ends, the live streams of its person are told at once, in every process.
CREATE FUNCTION "notify_session_end"() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_notify('snapgate_change', 'session-ended ' || NEW.subject);
  RETURN NULL;
END
$$;
CREATE TRIGGER "session_end_notify" AFTER UPDATE OF "ended_at" ON "session"
  FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)
  EXECUTE FUNCTION "notify_session_end"();
