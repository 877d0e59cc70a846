CREATE TABLE "practice_clients" (
	"professional_id" text NOT NULL,
	"client_id" text NOT NULL,
	"counter_id" text NOT NULL,
	"name" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"scope" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "practice_clients_professional_id_client_id_pk" PRIMARY KEY("professional_id","client_id")
);
--> statement-breakpoint
CREATE TABLE "practice_tokens" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"professional_id" text NOT NULL,
	"client_id" text NOT NULL,
	"scope" text NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "practice_clients_id" ON "practice_clients" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "practice_tokens_end" ON "practice_tokens" USING btree ("ends_at");