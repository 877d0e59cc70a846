CREATE TABLE `taken_challenges` (
	`professional_id` text NOT NULL,
	`challenge_hash` blob NOT NULL,
	`counter_id` text NOT NULL,
	`proof_hash` blob NOT NULL,
	`taken_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	PRIMARY KEY(`professional_id`, `challenge_hash`)
);
--> statement-breakpoint
CREATE INDEX `taken_challenges_end` ON `taken_challenges` (`ends_at`);