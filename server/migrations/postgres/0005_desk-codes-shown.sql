ALTER TABLE "desk_codes" ADD COLUMN "shown_to" text;--> statement-breakpoint
ALTER TABLE "desk_codes" ADD COLUMN "shown_registry_id" text;