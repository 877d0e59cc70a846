ALTER TABLE `journal_entries` ADD `proof_hash` blob;--> statement-breakpoint
ALTER TABLE `reading_reports` ADD `closed_at` integer;--> statement-breakpoint
ALTER TABLE `reading_reports` ADD `closed_by` text;--> statement-breakpoint
ALTER TABLE `reading_reports` ADD `outcome` text;--> statement-breakpoint
CREATE INDEX `reading_reports_closed` ON `reading_reports` (`closed_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `reading_reports_id` ON `reading_reports` (`report_id`);--> statement-breakpoint
ALTER TABLE `readings` ADD `way` text DEFAULT 'code' NOT NULL;--> statement-breakpoint
CREATE INDEX `equipment_aids_opened` ON `equipment_aids` (`opened_at`);