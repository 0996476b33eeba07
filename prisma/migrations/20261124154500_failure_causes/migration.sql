-- Most steps have no error; those that have are found by it.
CREATE INDEX "step_error_code_idx" ON "step" ("error_code", "run_id") WHERE "error_code" IS NOT NULL;
CREATE INDEX "run_rejection_code_idx" ON "run" ("rejection_code") WHERE "rejection_code" IS NOT NULL;
