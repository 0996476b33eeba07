-- AlterTable
ALTER TABLE "step" ADD COLUMN     "snapshot_ended_at" TIMESTAMPTZ(3);
