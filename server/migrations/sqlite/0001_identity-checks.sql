CREATE TABLE `deletions` (
	`deletion_id` text PRIMARY KEY NOT NULL,
	`check_id` text NOT NULL,
	`what` text NOT NULL,
	`cause` text NOT NULL,
	`due_at` integer NOT NULL,
	`started_at` integer NOT NULL,
	`done_at` integer,
	`objects` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deletions_once` ON `deletions` (`check_id`,`what`);--> statement-breakpoint
CREATE TABLE `identity_checks` (
	`check_id` text PRIMARY KEY NOT NULL,
	`enrolment_id` text NOT NULL,
	`registry_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`state` text NOT NULL,
	`document_kind` text NOT NULL,
	`challenge` text NOT NULL,
	`challenge_ends_at` integer NOT NULL,
	`sealed_mrz` blob,
	`sealed_claims` blob,
	`mrz_differing` text,
	`created_at` integer NOT NULL,
	`sent_at` integer,
	`leased_to` text,
	`lease_ends_at` integer,
	`is_for_supervisor` integer DEFAULT false NOT NULL,
	`sealed_question` blob,
	`decided_at` integer,
	`decided_by` text,
	`reasons` text,
	`sealed_hint` blob,
	`scores` text,
	`recordings_due_at` integer,
	`evidence_due_at` integer,
	`recordings_deleted_at` integer,
	`evidence_deleted_at` integer
);
--> statement-breakpoint
CREATE INDEX `identity_checks_queue` ON `identity_checks` (`state`,`sent_at`);--> statement-breakpoint
CREATE INDEX `identity_checks_enrolment` ON `identity_checks` (`enrolment_id`);--> statement-breakpoint
CREATE INDEX `identity_checks_registry` ON `identity_checks` (`registry_id`);--> statement-breakpoint
CREATE INDEX `identity_checks_lease` ON `identity_checks` (`leased_to`);--> statement-breakpoint
CREATE INDEX `identity_checks_decided` ON `identity_checks` (`decided_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `identity_checks_one_open` ON `identity_checks` (`enrolment_id`) WHERE "identity_checks"."state" in ('recording', 'waiting');--> statement-breakpoint
CREATE INDEX `identity_checks_recordings_due` ON `identity_checks` (`recordings_due_at`) WHERE "identity_checks"."recordings_deleted_at" is null;--> statement-breakpoint
CREATE INDEX `identity_checks_evidence_due` ON `identity_checks` (`evidence_due_at`) WHERE "identity_checks"."evidence_deleted_at" is null;--> statement-breakpoint
CREATE TABLE `recordings` (
	`recording_id` text PRIMARY KEY NOT NULL,
	`check_id` text NOT NULL,
	`kind` text NOT NULL,
	`size` integer NOT NULL,
	`received` integer DEFAULT 0 NOT NULL,
	`pieces` text NOT NULL,
	`content_type` text NOT NULL,
	`duration_ms` integer,
	`state` text NOT NULL,
	`fault` text,
	`created_at` integer NOT NULL,
	`completed_at` integer
);
--> statement-breakpoint
CREATE INDEX `recordings_check` ON `recordings` (`check_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `recordings_one_of_a_kind` ON `recordings` (`check_id`,`kind`) WHERE "recordings"."state" in ('uploading', 'complete');