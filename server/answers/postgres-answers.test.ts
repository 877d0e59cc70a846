import { Client } from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freshDatabase } from '../db/test-engines.ts'
import type { Answers } from './answers.ts'
import { openPostgresAnswers } from './postgres-answers.ts'

async function nodes(count: number) {
  const { settings, remove } = await freshDatabase()
  onTestFinished(remove)
  const url = settings.engine === 'postgres' ? settings.url : expect.fail()
  const problems: unknown[] = []
  const onProblem = (error: unknown) => void problems.push(error)
  const opened = await Promise.all(
    Array.from({ length: count }, async () => {
      const answers = await openPostgresAnswers({ url, onProblem })
      onTestFinished(() => answers.close())
      return answers
    }),
  )
  const [here, there] = opened
  if (!here || !there) return expect.fail()
  return { here, there, url, problems }
}

function heardBy(answers: Answers, counterId: string): () => number {
  let heard = 0
  const stop = answers.follow(counterId, () => void (heard += 1))
  onTestFinished(stop)
  return () => heard
}

test('what one node tells, every node hears once, and only of that id', async () => {
  const { here, there } = await nodes(2)
  const [own, other, elsewhere] = [
    heardBy(here, 'AAAAAAAA'),
    heardBy(there, 'AAAAAAAA'),
    heardBy(there, 'BBBBBBBB'),
  ]
  here.tell('AAAAAAAA')
  expect(own()).toBe(1)
  await vi.waitFor(() => expect(other()).toBe(1))
  // A second one, there and back, would have brought a first one heard twice.
  there.tell('BBBBBBBB')
  here.tell('AAAAAAAA')
  await vi.waitFor(() => expect(other()).toBe(2))
  expect([own(), elsewhere()]).toEqual([2, 1])
})

test('more at once than one notification holds', async () => {
  const { here, there } = await nodes(2)
  const ids = Array.from({ length: 2_000 }, (_, number) => String(number).padStart(16, '0'))
  const heard = ids.map((id) => heardBy(there, id))
  for (const id of ids) here.tell(id)
  await vi.waitFor(() => expect(heard.map((count) => count())).toEqual(ids.map(() => 1)))
})

test('a connection that was lost is made again, and followers are told to look', async () => {
  const { here, there, url, problems } = await nodes(2)
  const heard = heardBy(there, 'AAAAAAAA')
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'etui answers'`)
  await client.end()
  // Told while there is nothing to tell it by.
  here.tell('AAAAAAAA')
  await vi.waitFor(() => expect(heard()).toBeGreaterThan(0))
  await vi.waitFor(() => expect(problems.length).toBeGreaterThanOrEqual(2))
  const before = heard()
  await vi.waitFor(() => {
    here.tell('AAAAAAAA')
    expect(heard()).toBeGreaterThan(before)
  })
})

test('a node that is closed hears nothing and opens nothing', async () => {
  const { here, there } = await nodes(2)
  const heard = heardBy(there, 'AAAAAAAA')
  await there.close()
  here.tell('AAAAAAAA')
  await here.close()
  expect(heard()).toBe(0)
})
