ALTER TABLE `desk_codes` ADD `shown_to` text;--> statement-breakpoint
ALTER TABLE `desk_codes` ADD `shown_registry_id` text;