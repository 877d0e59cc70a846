CREATE TABLE `staff` (
	`professional_id` text NOT NULL,
	`staff_id` text NOT NULL,
	`sealed_name` blob NOT NULL,
	`role` text NOT NULL,
	`place` integer NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	PRIMARY KEY(`professional_id`, `staff_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_place` ON `staff` (`professional_id`,`place`) WHERE "staff"."ended_at" is null;--> statement-breakpoint
ALTER TABLE `journal_entries` ADD `staff_id` text;--> statement-breakpoint
ALTER TABLE `professional_sessions` ADD `staff_id` text;--> statement-breakpoint
ALTER TABLE `readings` ADD `staff_id` text;--> statement-breakpoint
ALTER TABLE `taps` ADD `staff_id` text;