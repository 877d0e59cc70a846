CREATE TABLE `reading_reports` (
	`person_id` text NOT NULL,
	`proof_hash` blob NOT NULL,
	`report_id` text NOT NULL,
	`phone_id` text NOT NULL,
	`professional_id` text NOT NULL,
	`counter_id` text NOT NULL,
	`read_at` integer NOT NULL,
	`reported_at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `proof_hash`)
);
--> statement-breakpoint
CREATE INDEX `reading_reports_at` ON `reading_reports` (`reported_at`);--> statement-breakpoint
CREATE INDEX `readings_oldest` ON `readings` (`recorded_at`);--> statement-breakpoint
CREATE INDEX `summaries_oldest` ON `summaries` (`recorded_at`);