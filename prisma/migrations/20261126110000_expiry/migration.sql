-- When a snapshot expires is what its tag says, and the tags of a step never change: no column of
-- its own could say anything else. `YYYY-MM-DD` sorts as text. Null: it does not expire.
CREATE FUNCTION "expires_on"(tags jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN jsonb_path_query_first(tags, '$[*] ? (@.key == "snapgate:expires").value') #>> '{}';

CREATE INDEX "step_expires_idx" ON "step" ("expires_on"("tags"))
  WHERE "snapshot_id" IS NOT NULL AND "deleted_at" IS NULL AND "expires_on"("tags") IS NOT NULL;

-- Snapshots in the record that have an end and were not deleted by a run of it.
CREATE VIEW "expiring_snapshot" AS
  SELECT "run_id", "id" AS "step_id", "environment", "volume_size_gib",
    "expires_on"("tags") AS "expires_on"
  FROM "step"
  WHERE "snapshot_id" IS NOT NULL AND "deleted_at" IS NULL AND "expires_on"("tags") IS NOT NULL;

-- The weekly line in Slack is an entry of the ledger before it is sent, once a week in all processes.
CREATE UNIQUE INDEX "ledger_expired_week_key" ON "ledger" (("data"->>'week'))
  WHERE "code" = 'expired-announced';
CREATE FUNCTION "announce_expired"(week text, snapshots integer, size_gib bigint)
  RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO ledger (code, data) VALUES ('expired-announced', jsonb_build_object(
    'week', week, 'snapshots', snapshots, 'size_gib', size_gib))
    ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$$;
DO $$
BEGIN
  EXECUTE format('ALTER FUNCTION announce_expired(text, integer, bigint) SET search_path = %I, pg_temp', current_schema());
END
$$;
