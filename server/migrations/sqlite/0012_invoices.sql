CREATE TABLE `ceilings` (
	`person_id` text NOT NULL,
	`beneficiary_id` text NOT NULL,
	`span` text NOT NULL,
	`kind` text NOT NULL,
	`cents` integer NOT NULL,
	PRIMARY KEY(`person_id`, `beneficiary_id`, `span`, `kind`)
);
--> statement-breakpoint
CREATE TABLE `demonstration_intakes` (
	`professional_id` text NOT NULL,
	`invoice_id` text NOT NULL,
	`received_at` integer NOT NULL,
	`rejection` text,
	PRIMARY KEY(`professional_id`, `invoice_id`)
);
--> statement-breakpoint
CREATE TABLE `equipment_aids` (
	`professional_id` text PRIMARY KEY NOT NULL,
	`invoice_id` text NOT NULL,
	`opened_at` integer NOT NULL,
	`cents` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `invoices` (
	`professional_id` text NOT NULL,
	`invoice_id` text NOT NULL,
	`counter_id` text NOT NULL,
	`staff_id` text,
	`person_id` text NOT NULL,
	`registry_id` text NOT NULL,
	`beneficiary_id` text NOT NULL,
	`care_day` text NOT NULL,
	`billed_day` text NOT NULL,
	`state` text NOT NULL,
	`security_mode` integer NOT NULL,
	`content_hash` blob NOT NULL,
	`sealed_content` blob NOT NULL,
	`total_cents` integer NOT NULL,
	`obligatory_now_cents` integer NOT NULL,
	`complementary_now_cents` integer NOT NULL,
	`patient_now_cents` integer NOT NULL,
	`context_id` text,
	`entry_id` text,
	`corrects` text,
	`corrected_by` text,
	`rejection` text,
	`created_at` integer NOT NULL,
	`validated_at` integer,
	`sent_at` integer,
	`answered_at` integer,
	`paid_at` integer,
	`due_at` integer,
	PRIMARY KEY(`professional_id`, `invoice_id`)
);
--> statement-breakpoint
CREATE INDEX `invoices_day` ON `invoices` (`professional_id`,`billed_day`,`created_at`);--> statement-breakpoint
CREATE INDEX `invoices_due` ON `invoices` (`due_at`) WHERE "invoices"."due_at" is not null;--> statement-breakpoint
CREATE TABLE `summaries` (
	`person_id` text NOT NULL,
	`summary_id` text NOT NULL,
	`recorded_at` integer NOT NULL,
	`beneficiary_id` text NOT NULL,
	`care_day` text NOT NULL,
	`sealed_content` blob NOT NULL,
	PRIMARY KEY(`person_id`, `summary_id`)
);
--> statement-breakpoint
CREATE INDEX `summaries_recorded` ON `summaries` (`person_id`,`recorded_at`);--> statement-breakpoint
ALTER TABLE `journal_entries` ADD `person_id` text;--> statement-breakpoint
ALTER TABLE `journal_entries` ADD `beneficiary_id` text;