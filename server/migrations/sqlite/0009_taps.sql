CREATE TABLE `tags` (
	`professional_id` text NOT NULL,
	`tag_id` text NOT NULL,
	`counter_id` text NOT NULL,
	`sealed_keys` blob NOT NULL,
	`chip_counter` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`professional_id`, `tag_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tags_id` ON `tags` (`tag_id`);--> statement-breakpoint
CREATE TABLE `taps` (
	`professional_id` text NOT NULL,
	`counter_id` text NOT NULL,
	`tap_id` text NOT NULL,
	`challenge` blob NOT NULL,
	`started_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`seen_at` integer,
	`taken_by` blob,
	`answered_at` integer,
	`verdict` text,
	`sealed_answer` blob,
	PRIMARY KEY(`professional_id`, `counter_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `taps_counter` ON `taps` (`counter_id`);--> statement-breakpoint
CREATE INDEX `taps_end` ON `taps` (`ends_at`);