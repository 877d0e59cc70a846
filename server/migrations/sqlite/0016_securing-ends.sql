ALTER TABLE `enrolments` ADD `securing_ends_at` integer;--> statement-breakpoint
UPDATE `enrolments` SET `securing_ends_at` = `identity_accepted_at` + 86400000 WHERE `step` = 'securing';--> statement-breakpoint
CREATE INDEX `enrolments_securing` ON `enrolments` (`securing_ends_at`) WHERE "enrolments"."step" = 'securing';