-- What was asked with the idempotency key: the same key with something else is an error.
ALTER TABLE "run" ADD COLUMN "request_hash" TEXT;
