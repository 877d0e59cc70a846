CREATE TABLE "tags" (
	"professional_id" text NOT NULL,
	"tag_id" text NOT NULL,
	"counter_id" text NOT NULL,
	"sealed_keys" "bytea" NOT NULL,
	"chip_counter" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tags_professional_id_tag_id_pk" PRIMARY KEY("professional_id","tag_id")
);
--> statement-breakpoint
CREATE TABLE "taps" (
	"professional_id" text NOT NULL,
	"counter_id" text NOT NULL,
	"tap_id" text NOT NULL,
	"challenge" "bytea" NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone,
	"taken_by" "bytea",
	"answered_at" timestamp (3) with time zone,
	"verdict" text,
	"sealed_answer" "bytea",
	CONSTRAINT "taps_professional_id_counter_id_pk" PRIMARY KEY("professional_id","counter_id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "tags_id" ON "tags" USING btree ("tag_id");--> statement-breakpoint
CREATE UNIQUE INDEX "taps_counter" ON "taps" USING btree ("counter_id");--> statement-breakpoint
CREATE INDEX "taps_end" ON "taps" USING btree ("ends_at");