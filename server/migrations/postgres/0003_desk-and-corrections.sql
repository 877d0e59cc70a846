CREATE TABLE "corrections" (
	"correction_id" text PRIMARY KEY NOT NULL,
	"enrolment_id" text NOT NULL,
	"registry_id" text NOT NULL,
	"sealed_text" "bytea" NOT NULL,
	"differing" jsonb NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text,
	"outcome" text
);
--> statement-breakpoint
CREATE TABLE "desk_approvals" (
	"approval_id" text PRIMARY KEY NOT NULL,
	"enrolment_id" text NOT NULL,
	"registry_id" text NOT NULL,
	"state" text NOT NULL,
	"document_kind" text NOT NULL,
	"sealed_document_number" "bytea" NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "desk_codes" (
	"enrolment_id" text PRIMARY KEY NOT NULL,
	"handle" text NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"tries" bigint DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "corrections_queue" ON "corrections" USING btree ("state","created_at");--> statement-breakpoint
CREATE INDEX "corrections_enrolment" ON "corrections" USING btree ("enrolment_id");--> statement-breakpoint
CREATE UNIQUE INDEX "corrections_one_open" ON "corrections" USING btree ("enrolment_id") WHERE "corrections"."state" = 'open';--> statement-breakpoint
CREATE INDEX "desk_approvals_waiting" ON "desk_approvals" USING btree ("state","ends_at");--> statement-breakpoint
CREATE INDEX "desk_approvals_enrolment" ON "desk_approvals" USING btree ("enrolment_id");--> statement-breakpoint
CREATE INDEX "desk_approvals_asked" ON "desk_approvals" USING btree ("asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "desk_codes_handle" ON "desk_codes" USING btree ("handle");