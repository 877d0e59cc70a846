CREATE TABLE `corrections` (
	`correction_id` text PRIMARY KEY NOT NULL,
	`enrolment_id` text NOT NULL,
	`registry_id` text NOT NULL,
	`sealed_text` blob NOT NULL,
	`differing` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	`closed_by` text,
	`outcome` text
);
--> statement-breakpoint
CREATE INDEX `corrections_queue` ON `corrections` (`state`,`created_at`);--> statement-breakpoint
CREATE INDEX `corrections_enrolment` ON `corrections` (`enrolment_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `corrections_one_open` ON `corrections` (`enrolment_id`) WHERE "corrections"."state" = 'open';--> statement-breakpoint
CREATE TABLE `desk_approvals` (
	`approval_id` text PRIMARY KEY NOT NULL,
	`enrolment_id` text NOT NULL,
	`registry_id` text NOT NULL,
	`state` text NOT NULL,
	`document_kind` text NOT NULL,
	`sealed_document_number` blob NOT NULL,
	`asked_by` text NOT NULL,
	`asked_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer
);
--> statement-breakpoint
CREATE INDEX `desk_approvals_waiting` ON `desk_approvals` (`state`,`ends_at`);--> statement-breakpoint
CREATE INDEX `desk_approvals_enrolment` ON `desk_approvals` (`enrolment_id`);--> statement-breakpoint
CREATE INDEX `desk_approvals_asked` ON `desk_approvals` (`asked_at`);--> statement-breakpoint
CREATE TABLE `desk_codes` (
	`enrolment_id` text PRIMARY KEY NOT NULL,
	`handle` text NOT NULL,
	`code_hash` blob NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `desk_codes_handle` ON `desk_codes` (`handle`);