ALTER TABLE "enrolments" ADD COLUMN "securing_ends_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "enrolments" SET "securing_ends_at" = "identity_accepted_at" + interval '24 hours' WHERE "step" = 'securing';--> statement-breakpoint
CREATE INDEX "enrolments_securing" ON "enrolments" USING btree ("securing_ends_at") WHERE "enrolments"."step" = 'securing';