CREATE TABLE "ceilings" (
	"person_id" text NOT NULL,
	"beneficiary_id" text NOT NULL,
	"span" text NOT NULL,
	"kind" text NOT NULL,
	"cents" bigint NOT NULL,
	CONSTRAINT "ceilings_person_id_beneficiary_id_span_kind_pk" PRIMARY KEY("person_id","beneficiary_id","span","kind")
);
--> statement-breakpoint
CREATE TABLE "demonstration_intakes" (
	"professional_id" text NOT NULL,
	"invoice_id" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"rejection" text,
	CONSTRAINT "demonstration_intakes_professional_id_invoice_id_pk" PRIMARY KEY("professional_id","invoice_id")
);
--> statement-breakpoint
CREATE TABLE "equipment_aids" (
	"professional_id" text PRIMARY KEY NOT NULL,
	"invoice_id" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"cents" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "invoices" (
	"professional_id" text NOT NULL,
	"invoice_id" text NOT NULL,
	"counter_id" text NOT NULL,
	"staff_id" text,
	"person_id" text NOT NULL,
	"registry_id" text NOT NULL,
	"beneficiary_id" text NOT NULL,
	"care_day" text NOT NULL,
	"billed_day" text NOT NULL,
	"state" text NOT NULL,
	"security_mode" bigint NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"sealed_content" "bytea" NOT NULL,
	"total_cents" bigint NOT NULL,
	"obligatory_now_cents" bigint NOT NULL,
	"complementary_now_cents" bigint NOT NULL,
	"patient_now_cents" bigint NOT NULL,
	"context_id" text,
	"entry_id" text,
	"corrects" text,
	"corrected_by" text,
	"rejection" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"validated_at" timestamp (3) with time zone,
	"sent_at" timestamp (3) with time zone,
	"answered_at" timestamp (3) with time zone,
	"paid_at" timestamp (3) with time zone,
	"due_at" timestamp (3) with time zone,
	CONSTRAINT "invoices_professional_id_invoice_id_pk" PRIMARY KEY("professional_id","invoice_id")
);
--> statement-breakpoint
CREATE TABLE "summaries" (
	"person_id" text NOT NULL,
	"summary_id" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"beneficiary_id" text NOT NULL,
	"care_day" text NOT NULL,
	"sealed_content" "bytea" NOT NULL,
	CONSTRAINT "summaries_person_id_summary_id_pk" PRIMARY KEY("person_id","summary_id")
);
--> statement-breakpoint
ALTER TABLE "journal_entries" ADD COLUMN "person_id" text;--> statement-breakpoint
ALTER TABLE "journal_entries" ADD COLUMN "beneficiary_id" text;--> statement-breakpoint
CREATE INDEX "invoices_day" ON "invoices" USING btree ("professional_id","billed_day","created_at");--> statement-breakpoint
CREATE INDEX "invoices_due" ON "invoices" USING btree ("due_at") WHERE "invoices"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "summaries_recorded" ON "summaries" USING btree ("person_id","recorded_at");