CREATE TABLE "staff" (
	"professional_id" text NOT NULL,
	"staff_id" text NOT NULL,
	"sealed_name" "bytea" NOT NULL,
	"role" text NOT NULL,
	"place" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "staff_professional_id_staff_id_pk" PRIMARY KEY("professional_id","staff_id")
);
--> statement-breakpoint
ALTER TABLE "journal_entries" ADD COLUMN "staff_id" text;--> statement-breakpoint
ALTER TABLE "professional_sessions" ADD COLUMN "staff_id" text;--> statement-breakpoint
ALTER TABLE "readings" ADD COLUMN "staff_id" text;--> statement-breakpoint
ALTER TABLE "taps" ADD COLUMN "staff_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "staff_place" ON "staff" USING btree ("professional_id","place") WHERE "staff"."ended_at" is null;