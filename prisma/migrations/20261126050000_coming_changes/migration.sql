-- CreateTable
CREATE TABLE "coming_reading" (
    "id" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "wanted_until" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "state" JSONB NOT NULL,

    CONSTRAINT "coming_reading_pkey" PRIMARY KEY ("id")
);

-- What Prisma's schema cannot say: there is one reading for the whole deployment.
ALTER TABLE "coming_reading" ADD CONSTRAINT "coming_reading_one" CHECK ("id" = 1);
INSERT INTO "coming_reading" ("id", "due_at", "wanted_until", "state")
VALUES (1, '2000-01-01 00:00:00+00', '2000-01-01 00:00:00+00', '{}');
