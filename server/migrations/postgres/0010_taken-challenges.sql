CREATE TABLE "taken_challenges" (
	"professional_id" text NOT NULL,
	"challenge_hash" "bytea" NOT NULL,
	"counter_id" text NOT NULL,
	"proof_hash" "bytea" NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "taken_challenges_professional_id_challenge_hash_pk" PRIMARY KEY("professional_id","challenge_hash")
);
--> statement-breakpoint
CREATE INDEX "taken_challenges_end" ON "taken_challenges" USING btree ("ends_at");