CREATE TABLE `contexts` (
	`professional_id` text NOT NULL,
	`context_id` text NOT NULL,
	`token_hash` blob NOT NULL,
	`counter_id` text NOT NULL,
	`person_id` text NOT NULL,
	`registry_id` text NOT NULL,
	`beneficiary_id` text NOT NULL,
	`proof_hash` blob NOT NULL,
	`opened_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`ended_at` integer,
	`held_at` integer,
	`renewed_by_id` text,
	`renewal_proof_hash` blob,
	PRIMARY KEY(`professional_id`, `context_id`)
);
--> statement-breakpoint
CREATE INDEX `contexts_counter` ON `contexts` (`professional_id`,`counter_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `contexts_end` ON `contexts` (`ends_at`);--> statement-breakpoint
ALTER TABLE `registry_beneficiaries` ADD `sealed_exemptions` blob;