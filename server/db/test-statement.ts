import { Client } from 'pg'

/** Runs one statement on a connection of its own. */
export async function runStatement(connectionString: string, text: string): Promise<void> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
