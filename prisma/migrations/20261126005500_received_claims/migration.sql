-- What a sign-in without a known group brought.
ALTER TABLE "session" ADD COLUMN "received" JSONB;
