CREATE TABLE "blocks" (
	"person_id" text NOT NULL,
	"block_id" text NOT NULL,
	"phone_id" text NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"blocked_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "blocks_person_id_block_id_pk" PRIMARY KEY("person_id","block_id")
);
--> statement-breakpoint
CREATE TABLE "cards" (
	"person_id" text NOT NULL,
	"phone_id" text NOT NULL,
	"beneficiary_id" text NOT NULL,
	"card" "bytea" NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"shard" bigint NOT NULL,
	"status_index" bigint NOT NULL,
	"index_assigned_at" timestamp (3) with time zone NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"reference" "bytea" NOT NULL,
	"previous_reference" "bytea",
	CONSTRAINT "cards_person_id_phone_id_beneficiary_id_pk" PRIMARY KEY("person_id","phone_id","beneficiary_id")
);
--> statement-breakpoint
CREATE TABLE "challenges" (
	"challenge_hash" "bytea" PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"phone_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "code_verifiers" (
	"person_id" text NOT NULL,
	"phone_id" text NOT NULL,
	"verifier" "bytea" NOT NULL,
	"sealed_share" "bytea" NOT NULL,
	"tries" bigint DEFAULT 0 NOT NULL,
	"paused_until" timestamp (3) with time zone,
	"is_locked" boolean DEFAULT false NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "code_verifiers_person_id_phone_id_pk" PRIMARY KEY("person_id","phone_id")
);
--> statement-breakpoint
CREATE TABLE "counters" (
	"professional_id" text NOT NULL,
	"counter_id" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "counters_professional_id_counter_id_pk" PRIMARY KEY("professional_id","counter_id")
);
--> statement-breakpoint
CREATE TABLE "dpop_proofs" (
	"proof_hash" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "enrolments" (
	"enrolment_id" text PRIMARY KEY NOT NULL,
	"device_thumbprint" text NOT NULL,
	"step" text NOT NULL,
	"refusal" text,
	"language" text NOT NULL,
	"terms_version" text NOT NULL,
	"terms_accepted_at" timestamp (3) with time zone NOT NULL,
	"nir_hash" "bytea",
	"registry_id" text,
	"masked_email" text,
	"contact_code_hash" "bytea",
	"contact_code_expires_at" timestamp (3) with time zone,
	"contact_code_tries" bigint DEFAULT 0 NOT NULL,
	"contact_code_sends" bigint DEFAULT 0 NOT NULL,
	"contact_code_sent_at" timestamp (3) with time zone,
	"identity_state" text DEFAULT 'none' NOT NULL,
	"identity_differing" jsonb,
	"identity_acr" text,
	"identity_code_hash" "bytea",
	"identity_code_expires_at" timestamp (3) with time zone,
	"identity_code_tries" bigint DEFAULT 0 NOT NULL,
	"identity_accepted_at" timestamp (3) with time zone,
	"person_id" text,
	"phone_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" bigint NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mails" (
	"mail_id" text PRIMARY KEY NOT NULL,
	"sealed_to" "bytea" NOT NULL,
	"subject" text NOT NULL,
	"sealed_text" "bytea" NOT NULL,
	"state" text NOT NULL,
	"attempts" bigint DEFAULT 0 NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"claimed_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "oidc_transactions" (
	"state_hash" "bytea" PRIMARY KEY NOT NULL,
	"realm" text NOT NULL,
	"enrolment_id" text,
	"cookie_hash" "bytea" NOT NULL,
	"sealed_verifier" "bytea" NOT NULL,
	"nonce" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "passkeys" (
	"credential_id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"phone_id" text NOT NULL,
	"public_key" "bytea" NOT NULL,
	"sign_count" bigint NOT NULL,
	"transports" jsonb NOT NULL,
	"has_prf" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "people" (
	"person_id" text PRIMARY KEY NOT NULL,
	"registry_id" text NOT NULL,
	"nir_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "phones" (
	"person_id" text NOT NULL,
	"phone_id" text NOT NULL,
	"device_thumbprint" text NOT NULL,
	"state" text NOT NULL,
	"end_reason" text,
	"mailbox_key" "bytea",
	"presentation_key" "bytea",
	"token_hash" "bytea",
	"previous_token_hash" "bytea",
	"refresh_state" text DEFAULT 'rotating' NOT NULL,
	"proven_at" timestamp (3) with time zone,
	"proven_from_hash" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL,
	"activated_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"refreshed_at" timestamp (3) with time zone,
	CONSTRAINT "phones_person_id_phone_id_pk" PRIMARY KEY("person_id","phone_id")
);
--> statement-breakpoint
CREATE TABLE "professional_sessions" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"professional_id" text NOT NULL,
	"counter_id" text,
	"started_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "professionals" (
	"professional_id" text PRIMARY KEY NOT NULL,
	"national_id_hash" "bytea" NOT NULL,
	"sealed_national_id" "bytea" NOT NULL,
	"sealed_name" "bytea" NOT NULL,
	"profession_code" text NOT NULL,
	"organisation_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"signed_in_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "readings" (
	"person_id" text NOT NULL,
	"proof_hash" "bytea" NOT NULL,
	"phone_id" text NOT NULL,
	"beneficiary_id" text NOT NULL,
	"counter_id" text NOT NULL,
	"professional_id" text NOT NULL,
	"proved_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	"unlocked_by" bigint NOT NULL,
	"frame_type" bigint NOT NULL,
	"is_flagged" boolean DEFAULT false NOT NULL,
	CONSTRAINT "readings_person_id_proof_hash_pk" PRIMARY KEY("person_id","proof_hash")
);
--> statement-breakpoint
CREATE TABLE "registry_beneficiaries" (
	"registry_id" text NOT NULL,
	"beneficiary_id" text NOT NULL,
	"quality" bigint NOT NULL,
	"birth_rank" bigint NOT NULL,
	"sealed_traits" "bytea" NOT NULL,
	"sealed_nir" "bytea",
	"rights_from" timestamp (3) with time zone NOT NULL,
	"rights_to" timestamp (3) with time zone,
	"coverage" bigint NOT NULL,
	"exemption" bigint DEFAULT 0 NOT NULL,
	"amc_number" bigint,
	"amc_to" bigint,
	CONSTRAINT "registry_beneficiaries_registry_id_beneficiary_id_pk" PRIMARY KEY("registry_id","beneficiary_id")
);
--> statement-breakpoint
CREATE TABLE "registry_people" (
	"registry_id" text PRIMARY KEY NOT NULL,
	"nir_hash" "bytea" NOT NULL,
	"traits_hash" "bytea" NOT NULL,
	"sealed_nir" "bytea" NOT NULL,
	"sealed_traits" "bytea" NOT NULL,
	"sealed_email" "bytea",
	"department" text NOT NULL,
	"organisation" bigint NOT NULL,
	"management_code" bigint NOT NULL,
	"is_under_guardianship" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_indices" (
	"shard" bigint NOT NULL,
	"status_index" bigint NOT NULL,
	"person_id" text NOT NULL,
	"phone_id" text NOT NULL,
	"beneficiary_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"blocked_at" timestamp (3) with time zone,
	CONSTRAINT "status_indices_shard_status_index_pk" PRIMARY KEY("shard","status_index")
);
--> statement-breakpoint
CREATE TABLE "status_shards" (
	"shard" bigint PRIMARY KEY NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"published_at" timestamp (3) with time zone,
	"claimed_until" timestamp (3) with time zone,
	"list" "bytea"
);
--> statement-breakpoint
CREATE TABLE "trusted_lists" (
	"version" bigint PRIMARY KEY NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"list" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "blocks_one_open" ON "blocks" USING btree ("person_id","phone_id") WHERE "blocks"."state" <> 'lifted';--> statement-breakpoint
CREATE INDEX "cards_reference" ON "cards" USING btree ("reference");--> statement-breakpoint
CREATE INDEX "cards_previous_reference" ON "cards" USING btree ("previous_reference");--> statement-breakpoint
CREATE UNIQUE INDEX "counters_id" ON "counters" USING btree ("counter_id");--> statement-breakpoint
CREATE INDEX "dpop_proofs_expiry" ON "dpop_proofs" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "enrolments_device" ON "enrolments" USING btree ("device_thumbprint");--> statement-breakpoint
CREATE INDEX "enrolments_person" ON "enrolments" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "mails_due" ON "mails" USING btree ("state","due_at");--> statement-breakpoint
CREATE INDEX "passkeys_phone" ON "passkeys" USING btree ("person_id","phone_id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_registry" ON "people" USING btree ("registry_id");--> statement-breakpoint
CREATE UNIQUE INDEX "people_nir" ON "people" USING btree ("nir_hash");--> statement-breakpoint
CREATE UNIQUE INDEX "phones_device" ON "phones" USING btree ("device_thumbprint");--> statement-breakpoint
CREATE UNIQUE INDEX "phones_one_active" ON "phones" USING btree ("person_id") WHERE "phones"."state" = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "professionals_national" ON "professionals" USING btree ("national_id_hash");--> statement-breakpoint
CREATE INDEX "readings_recent" ON "readings" USING btree ("person_id","read_at");--> statement-breakpoint
CREATE UNIQUE INDEX "registry_people_nir" ON "registry_people" USING btree ("nir_hash");--> statement-breakpoint
CREATE INDEX "registry_people_traits" ON "registry_people" USING btree ("traits_hash");--> statement-breakpoint
CREATE INDEX "status_indices_phone" ON "status_indices" USING btree ("person_id","phone_id");--> statement-breakpoint
CREATE INDEX "status_indices_expiry" ON "status_indices" USING btree ("expires_at");