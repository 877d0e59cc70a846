CREATE TABLE "contexts" (
	"professional_id" text NOT NULL,
	"context_id" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"counter_id" text NOT NULL,
	"person_id" text NOT NULL,
	"registry_id" text NOT NULL,
	"beneficiary_id" text NOT NULL,
	"proof_hash" "bytea" NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"held_at" timestamp (3) with time zone,
	"renewed_by_id" text,
	"renewal_proof_hash" "bytea",
	CONSTRAINT "contexts_professional_id_context_id_pk" PRIMARY KEY("professional_id","context_id")
);
--> statement-breakpoint
ALTER TABLE "registry_beneficiaries" ADD COLUMN "sealed_exemptions" "bytea";--> statement-breakpoint
CREATE INDEX "contexts_counter" ON "contexts" USING btree ("professional_id","counter_id","opened_at");--> statement-breakpoint
CREATE INDEX "contexts_end" ON "contexts" USING btree ("ends_at");