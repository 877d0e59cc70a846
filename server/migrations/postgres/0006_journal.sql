CREATE TABLE "counter_stretches" (
	"professional_id" text NOT NULL,
	"counter_id" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "counter_stretches_professional_id_counter_id_started_at_pk" PRIMARY KEY("professional_id","counter_id","started_at")
);
--> statement-breakpoint
CREATE TABLE "journal_entries" (
	"professional_id" text NOT NULL,
	"entry_id" text NOT NULL,
	"counter_id" text NOT NULL,
	"entry_hash" "bytea" NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"judgement" text NOT NULL,
	"sealed_answer" "bytea" NOT NULL,
	CONSTRAINT "journal_entries_professional_id_entry_id_pk" PRIMARY KEY("professional_id","entry_id")
);
--> statement-breakpoint
DROP INDEX "readings_recent";--> statement-breakpoint
ALTER TABLE "readings" ADD COLUMN "recorded_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "readings" SET "recorded_at" = "read_at";--> statement-breakpoint
ALTER TABLE "readings" ALTER COLUMN "recorded_at" SET NOT NULL;--> statement-breakpoint
INSERT INTO "counter_stretches" SELECT "professional_id", "counter_id", "started_at", max("ends_at") FROM "professional_sessions" WHERE "counter_id" IS NOT NULL GROUP BY "professional_id", "counter_id", "started_at";--> statement-breakpoint
ALTER TABLE "readings" ADD COLUMN "is_offline" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "counter_stretches_end" ON "counter_stretches" USING btree ("ends_at");--> statement-breakpoint
CREATE INDEX "journal_entries_recorded" ON "journal_entries" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "readings_recorded" ON "readings" USING btree ("person_id","recorded_at");