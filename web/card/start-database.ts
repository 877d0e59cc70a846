import { openPhoneDatabase } from '../src/vault/phone-database.ts'

/**
 * The phone's database, asked for before anything else of the app runs: a browser just started takes long to open its first,
 * and does so beside the page. Imported first by `main.ts`.
 */
export const openingDatabase = openPhoneDatabase()
