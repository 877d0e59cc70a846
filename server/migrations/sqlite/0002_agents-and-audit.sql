CREATE TABLE `agent_sessions` (
	`token_hash` blob PRIMARY KEY NOT NULL,
	`agent_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`used_at` integer NOT NULL,
	`ends_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `agents` (
	`agent_id` text PRIMARY KEY NOT NULL,
	`subject_hash` blob NOT NULL,
	`sealed_name` blob NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`signed_in_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `agents_subject` ON `agents` (`subject_hash`);--> statement-breakpoint
CREATE TABLE `audit_entries` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`agent_id` text,
	`act` text NOT NULL,
	`subject` text NOT NULL,
	`facts` text NOT NULL,
	`previous_hash` blob NOT NULL,
	`hash` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_heads` (
	`day` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`hash` blob NOT NULL,
	`signature` blob NOT NULL,
	`certificate` blob NOT NULL,
	`created_at` integer NOT NULL
);
