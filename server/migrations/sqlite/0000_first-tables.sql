CREATE TABLE `blocks` (
	`person_id` text NOT NULL,
	`block_id` text NOT NULL,
	`phone_id` text NOT NULL,
	`state` text NOT NULL,
	`reason` text NOT NULL,
	`blocked_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `block_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `blocks_one_open` ON `blocks` (`person_id`,`phone_id`) WHERE "blocks"."state" <> 'lifted';--> statement-breakpoint
CREATE TABLE `cards` (
	`person_id` text NOT NULL,
	`phone_id` text NOT NULL,
	`beneficiary_id` text NOT NULL,
	`card` blob NOT NULL,
	`content_hash` blob NOT NULL,
	`shard` integer NOT NULL,
	`status_index` integer NOT NULL,
	`index_assigned_at` integer NOT NULL,
	`issued_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`reference` blob NOT NULL,
	`previous_reference` blob,
	PRIMARY KEY(`person_id`, `phone_id`, `beneficiary_id`)
);
--> statement-breakpoint
CREATE INDEX `cards_reference` ON `cards` (`reference`);--> statement-breakpoint
CREATE INDEX `cards_previous_reference` ON `cards` (`previous_reference`);--> statement-breakpoint
CREATE TABLE `challenges` (
	`challenge_hash` blob PRIMARY KEY NOT NULL,
	`purpose` text NOT NULL,
	`phone_id` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `code_verifiers` (
	`person_id` text NOT NULL,
	`phone_id` text NOT NULL,
	`verifier` blob NOT NULL,
	`sealed_share` blob NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`paused_until` integer,
	`is_locked` integer DEFAULT false NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `phone_id`)
);
--> statement-breakpoint
CREATE TABLE `counters` (
	`professional_id` text NOT NULL,
	`counter_id` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`professional_id`, `counter_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `counters_id` ON `counters` (`counter_id`);--> statement-breakpoint
CREATE TABLE `dpop_proofs` (
	`proof_hash` blob PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dpop_proofs_expiry` ON `dpop_proofs` (`expires_at`);--> statement-breakpoint
CREATE TABLE `enrolments` (
	`enrolment_id` text PRIMARY KEY NOT NULL,
	`device_thumbprint` text NOT NULL,
	`step` text NOT NULL,
	`refusal` text,
	`language` text NOT NULL,
	`terms_version` text NOT NULL,
	`terms_accepted_at` integer NOT NULL,
	`nir_hash` blob,
	`registry_id` text,
	`masked_email` text,
	`contact_code_hash` blob,
	`contact_code_expires_at` integer,
	`contact_code_tries` integer DEFAULT 0 NOT NULL,
	`contact_code_sends` integer DEFAULT 0 NOT NULL,
	`contact_code_sent_at` integer,
	`identity_state` text DEFAULT 'none' NOT NULL,
	`identity_differing` text,
	`identity_acr` text,
	`identity_code_hash` blob,
	`identity_code_expires_at` integer,
	`identity_code_tries` integer DEFAULT 0 NOT NULL,
	`identity_accepted_at` integer,
	`person_id` text,
	`phone_id` text,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrolments_device` ON `enrolments` (`device_thumbprint`);--> statement-breakpoint
CREATE INDEX `enrolments_person` ON `enrolments` (`person_id`);--> statement-breakpoint
CREATE TABLE `limits` (
	`key` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mails` (
	`mail_id` text PRIMARY KEY NOT NULL,
	`sealed_to` blob NOT NULL,
	`subject` text NOT NULL,
	`sealed_text` blob NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`claimed_until` integer,
	`created_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE INDEX `mails_due` ON `mails` (`state`,`due_at`);--> statement-breakpoint
CREATE TABLE `oidc_transactions` (
	`state_hash` blob PRIMARY KEY NOT NULL,
	`realm` text NOT NULL,
	`enrolment_id` text,
	`cookie_hash` blob NOT NULL,
	`sealed_verifier` blob NOT NULL,
	`nonce` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `passkeys` (
	`credential_id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`phone_id` text NOT NULL,
	`public_key` blob NOT NULL,
	`sign_count` integer NOT NULL,
	`transports` text NOT NULL,
	`has_prf` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `passkeys_phone` ON `passkeys` (`person_id`,`phone_id`);--> statement-breakpoint
CREATE TABLE `people` (
	`person_id` text PRIMARY KEY NOT NULL,
	`registry_id` text NOT NULL,
	`nir_hash` blob NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_registry` ON `people` (`registry_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `people_nir` ON `people` (`nir_hash`);--> statement-breakpoint
CREATE TABLE `phones` (
	`person_id` text NOT NULL,
	`phone_id` text NOT NULL,
	`device_thumbprint` text NOT NULL,
	`state` text NOT NULL,
	`end_reason` text,
	`mailbox_key` blob,
	`presentation_key` blob,
	`token_hash` blob,
	`previous_token_hash` blob,
	`refresh_state` text DEFAULT 'rotating' NOT NULL,
	`proven_at` integer,
	`proven_from_hash` blob,
	`created_at` integer NOT NULL,
	`activated_at` integer,
	`ended_at` integer,
	`refreshed_at` integer,
	PRIMARY KEY(`person_id`, `phone_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `phones_device` ON `phones` (`device_thumbprint`);--> statement-breakpoint
CREATE UNIQUE INDEX `phones_one_active` ON `phones` (`person_id`) WHERE "phones"."state" = 'active';--> statement-breakpoint
CREATE TABLE `professional_sessions` (
	`token_hash` blob PRIMARY KEY NOT NULL,
	`professional_id` text NOT NULL,
	`counter_id` text,
	`started_at` integer NOT NULL,
	`used_at` integer NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `professionals` (
	`professional_id` text PRIMARY KEY NOT NULL,
	`national_id_hash` blob NOT NULL,
	`sealed_national_id` blob NOT NULL,
	`sealed_name` blob NOT NULL,
	`profession_code` text NOT NULL,
	`organisation_name` text NOT NULL,
	`created_at` integer NOT NULL,
	`signed_in_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `professionals_national` ON `professionals` (`national_id_hash`);--> statement-breakpoint
CREATE TABLE `readings` (
	`person_id` text NOT NULL,
	`proof_hash` blob NOT NULL,
	`phone_id` text NOT NULL,
	`beneficiary_id` text NOT NULL,
	`counter_id` text NOT NULL,
	`professional_id` text NOT NULL,
	`proved_at` integer NOT NULL,
	`read_at` integer NOT NULL,
	`unlocked_by` integer NOT NULL,
	`frame_type` integer NOT NULL,
	`is_flagged` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`person_id`, `proof_hash`)
);
--> statement-breakpoint
CREATE INDEX `readings_recent` ON `readings` (`person_id`,`read_at`);--> statement-breakpoint
CREATE TABLE `registry_beneficiaries` (
	`registry_id` text NOT NULL,
	`beneficiary_id` text NOT NULL,
	`quality` integer NOT NULL,
	`birth_rank` integer NOT NULL,
	`sealed_traits` blob NOT NULL,
	`sealed_nir` blob,
	`rights_from` integer NOT NULL,
	`rights_to` integer,
	`coverage` integer NOT NULL,
	`exemption` integer DEFAULT 0 NOT NULL,
	`amc_number` integer,
	`amc_to` integer,
	PRIMARY KEY(`registry_id`, `beneficiary_id`)
);
--> statement-breakpoint
CREATE TABLE `registry_people` (
	`registry_id` text PRIMARY KEY NOT NULL,
	`nir_hash` blob NOT NULL,
	`traits_hash` blob NOT NULL,
	`sealed_nir` blob NOT NULL,
	`sealed_traits` blob NOT NULL,
	`sealed_email` blob,
	`department` text NOT NULL,
	`organisation` integer NOT NULL,
	`management_code` integer NOT NULL,
	`is_under_guardianship` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `registry_people_nir` ON `registry_people` (`nir_hash`);--> statement-breakpoint
CREATE INDEX `registry_people_traits` ON `registry_people` (`traits_hash`);--> statement-breakpoint
CREATE TABLE `status_indices` (
	`shard` integer NOT NULL,
	`status_index` integer NOT NULL,
	`person_id` text NOT NULL,
	`phone_id` text NOT NULL,
	`beneficiary_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`blocked_at` integer,
	PRIMARY KEY(`shard`, `status_index`)
);
--> statement-breakpoint
CREATE INDEX `status_indices_phone` ON `status_indices` (`person_id`,`phone_id`);--> statement-breakpoint
CREATE INDEX `status_indices_expiry` ON `status_indices` (`expires_at`);--> statement-breakpoint
CREATE TABLE `status_shards` (
	`shard` integer PRIMARY KEY NOT NULL,
	`changed_at` integer NOT NULL,
	`published_at` integer,
	`claimed_until` integer,
	`list` blob
);
--> statement-breakpoint
CREATE TABLE `trusted_lists` (
	`version` integer PRIMARY KEY NOT NULL,
	`content_hash` blob NOT NULL,
	`list` blob NOT NULL,
	`created_at` integer NOT NULL
);
