CREATE TABLE "reading_reports" (
	"person_id" text NOT NULL,
	"proof_hash" "bytea" NOT NULL,
	"report_id" text NOT NULL,
	"phone_id" text NOT NULL,
	"professional_id" text NOT NULL,
	"counter_id" text NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	"reported_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reading_reports_person_id_proof_hash_pk" PRIMARY KEY("person_id","proof_hash")
);
--> statement-breakpoint
CREATE INDEX "reading_reports_at" ON "reading_reports" USING btree ("reported_at");--> statement-breakpoint
CREATE INDEX "readings_oldest" ON "readings" USING btree ("recorded_at");--> statement-breakpoint
CREATE INDEX "summaries_oldest" ON "summaries" USING btree ("recorded_at");