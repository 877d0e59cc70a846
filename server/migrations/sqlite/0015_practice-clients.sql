CREATE TABLE `practice_clients` (
	`professional_id` text NOT NULL,
	`client_id` text NOT NULL,
	`counter_id` text NOT NULL,
	`name` text NOT NULL,
	`public_key` blob NOT NULL,
	`scope` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	PRIMARY KEY(`professional_id`, `client_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `practice_clients_id` ON `practice_clients` (`client_id`);--> statement-breakpoint
CREATE TABLE `practice_tokens` (
	`token_hash` blob PRIMARY KEY NOT NULL,
	`professional_id` text NOT NULL,
	`client_id` text NOT NULL,
	`scope` text NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `practice_tokens_end` ON `practice_tokens` (`ends_at`);