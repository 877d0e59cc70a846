CREATE TABLE `counter_stretches` (
	`professional_id` text NOT NULL,
	`counter_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	PRIMARY KEY(`professional_id`, `counter_id`, `started_at`)
);
--> statement-breakpoint
CREATE INDEX `counter_stretches_end` ON `counter_stretches` (`ends_at`);--> statement-breakpoint
CREATE TABLE `journal_entries` (
	`professional_id` text NOT NULL,
	`entry_id` text NOT NULL,
	`counter_id` text NOT NULL,
	`entry_hash` blob NOT NULL,
	`read_at` integer NOT NULL,
	`recorded_at` integer NOT NULL,
	`judgement` text NOT NULL,
	`sealed_answer` blob NOT NULL,
	PRIMARY KEY(`professional_id`, `entry_id`)
);
--> statement-breakpoint
CREATE INDEX `journal_entries_recorded` ON `journal_entries` (`recorded_at`);--> statement-breakpoint
DROP INDEX `readings_recent`;--> statement-breakpoint
ALTER TABLE `readings` ADD `recorded_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `readings` SET `recorded_at` = `read_at`;--> statement-breakpoint
INSERT INTO `counter_stretches` SELECT `professional_id`, `counter_id`, `started_at`, max(`ends_at`) FROM `professional_sessions` WHERE `counter_id` IS NOT NULL GROUP BY `professional_id`, `counter_id`, `started_at`;--> statement-breakpoint
ALTER TABLE `readings` ADD `is_offline` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `readings_recorded` ON `readings` (`person_id`,`recorded_at`);