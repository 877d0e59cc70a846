CREATE TABLE "deletions" (
	"deletion_id" text PRIMARY KEY NOT NULL,
	"check_id" text NOT NULL,
	"what" text NOT NULL,
	"cause" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone,
	"objects" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity_checks" (
	"check_id" text PRIMARY KEY NOT NULL,
	"enrolment_id" text NOT NULL,
	"registry_id" text NOT NULL,
	"attempt" bigint NOT NULL,
	"state" text NOT NULL,
	"document_kind" text NOT NULL,
	"challenge" jsonb NOT NULL,
	"challenge_ends_at" timestamp (3) with time zone NOT NULL,
	"sealed_mrz" "bytea",
	"sealed_claims" "bytea",
	"mrz_differing" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"leased_to" text,
	"lease_ends_at" timestamp (3) with time zone,
	"is_for_supervisor" boolean DEFAULT false NOT NULL,
	"sealed_question" "bytea",
	"decided_at" timestamp (3) with time zone,
	"decided_by" text,
	"reasons" jsonb,
	"sealed_hint" "bytea",
	"scores" jsonb,
	"recordings_due_at" timestamp (3) with time zone,
	"evidence_due_at" timestamp (3) with time zone,
	"recordings_deleted_at" timestamp (3) with time zone,
	"evidence_deleted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "recordings" (
	"recording_id" text PRIMARY KEY NOT NULL,
	"check_id" text NOT NULL,
	"kind" text NOT NULL,
	"size" bigint NOT NULL,
	"received" bigint DEFAULT 0 NOT NULL,
	"pieces" jsonb NOT NULL,
	"content_type" text NOT NULL,
	"duration_ms" bigint,
	"state" text NOT NULL,
	"fault" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "deletions_once" ON "deletions" USING btree ("check_id","what");--> statement-breakpoint
CREATE INDEX "identity_checks_queue" ON "identity_checks" USING btree ("state","sent_at");--> statement-breakpoint
CREATE INDEX "identity_checks_enrolment" ON "identity_checks" USING btree ("enrolment_id");--> statement-breakpoint
CREATE INDEX "identity_checks_registry" ON "identity_checks" USING btree ("registry_id");--> statement-breakpoint
CREATE INDEX "identity_checks_lease" ON "identity_checks" USING btree ("leased_to");--> statement-breakpoint
CREATE INDEX "identity_checks_decided" ON "identity_checks" USING btree ("decided_at");--> statement-breakpoint
CREATE UNIQUE INDEX "identity_checks_one_open" ON "identity_checks" USING btree ("enrolment_id") WHERE "identity_checks"."state" in ('recording', 'waiting');--> statement-breakpoint
CREATE INDEX "identity_checks_recordings_due" ON "identity_checks" USING btree ("recordings_due_at") WHERE "identity_checks"."recordings_deleted_at" is null;--> statement-breakpoint
CREATE INDEX "identity_checks_evidence_due" ON "identity_checks" USING btree ("evidence_due_at") WHERE "identity_checks"."evidence_deleted_at" is null;--> statement-breakpoint
CREATE INDEX "recordings_check" ON "recordings" USING btree ("check_id");--> statement-breakpoint
CREATE UNIQUE INDEX "recordings_one_of_a_kind" ON "recordings" USING btree ("check_id","kind") WHERE "recordings"."state" in ('uploading', 'complete');