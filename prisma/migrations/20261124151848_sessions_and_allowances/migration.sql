-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "groups" TEXT[],
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" TEXT,
    "end_reason" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "allowance" (
    "subject" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "allowance_pkey" PRIMARY KEY ("subject","kind")
);

-- CreateIndex
CREATE INDEX "session_subject_started_at_idx" ON "session"("subject", "started_at" DESC);

-- CreateIndex
CREATE INDEX "session_started_at_idx" ON "session"("started_at");

-- What Prisma's schema cannot say.

ALTER TABLE "session" ADD CONSTRAINT "session_end_known" CHECK
  (("ended_at" IS NULL AND "end_reason" IS NULL) OR ("ended_at" IS NOT NULL AND "end_reason" IN
    ('signed-out', 'signed-out-everywhere', 'signed-in-again', 'revoked')));
