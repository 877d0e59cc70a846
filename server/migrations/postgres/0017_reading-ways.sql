ALTER TABLE "journal_entries" ADD COLUMN "proof_hash" "bytea";--> statement-breakpoint
ALTER TABLE "reading_reports" ADD COLUMN "closed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "reading_reports" ADD COLUMN "closed_by" text;--> statement-breakpoint
ALTER TABLE "reading_reports" ADD COLUMN "outcome" text;--> statement-breakpoint
ALTER TABLE "readings" ADD COLUMN "way" text DEFAULT 'code' NOT NULL;--> statement-breakpoint
CREATE INDEX "equipment_aids_opened" ON "equipment_aids" USING btree ("opened_at");--> statement-breakpoint
CREATE INDEX "reading_reports_closed" ON "reading_reports" USING btree ("closed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reading_reports_id" ON "reading_reports" USING btree ("report_id");