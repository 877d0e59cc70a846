import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refresh } from '@etui/shared/wire/phone.ts'
import { installPackage } from '../scripts/install-package.ts'
import { activateDevice } from './world/activate-device.ts'
import { startDemoServer } from './world/demo-server.ts'
import { hashOfToken, randomToken } from './world/holder-device.ts'
import { readSystemCalls, tracedCalls, type SystemCall } from './world/system-calls.ts'
import { expect, test } from './world/world.ts'

const holders = ['claire', 'ange', 'lisandra', 'mael', 'bernadette', 'samir']
const rounds = 12

test('answers a write only after the disk has it', async () => {
  test.setTimeout(180_000)
  if (!hasTracer()) installPackage('strace')
  // The reason: without a tracer what the kernel was asked cannot be seen, and there is nothing to judge. That is so only on
  // another system than Linux, or for whoever may not install one; where CI runs it is installed by the line above.
  test.skip(
    !hasTracer(),
    'no strace, and it cannot be installed: what the kernel was asked cannot be seen',
  )
  const folder = mkdtempSync(join(tmpdir(), 'etui-trace-'))
  const trace = join(folder, 'trace')
  const demo = await startDemoServer({
    under: ['strace', '-f', '-s', '64', '-e', tracedCalls, '-o', trace],
  })
  try {
    const phones = []
    for (const holder of holders) phones.push(await activateDevice(demo.hosts, holder))
    await Promise.all(
      phones.map(async ({ device, token }) => {
        for (let round = 0, now = token; round < rounds; round++) {
          const next = randomToken()
          const body = { token: now, nextHash: hashOfToken(next), cursor: '' }
          expect((await device.call(refresh, body)).refusal).toBe('')
          now = next
        }
      }),
    )
    await demo.kill()
    const { answers, unsynced, groups, syncs } = judge(readSystemCalls(trace))
    expect(answers).toBe(holders.length * rounds)
    expect(unsynced).toBe(0)
    expect(groups).toBeGreaterThan(0)
    expect(syncs).toBeGreaterThanOrEqual(groups)
    test.info().annotations.push({
      type: 'durability',
      description: `${answers} answers in ${groups} committed groups, ${syncs} syncs`,
    })
  } finally {
    await demo.remove()
    rmSync(folder, { recursive: true, force: true })
  }
})

/**
 * Goes through the calls in order. An answer to a refresh is good when something was synced after its request came and
 * before the answer left; answers that share their last sync are one committed group.
 */
function judge(calls: readonly SystemCall[]) {
  const waiting = new Map<number, number>()
  const groups = new Set<number>()
  let [syncs, answers, unsynced] = [0, 0, 0]
  for (const call of calls) {
    if (call.kind === 'synced') syncs += 1
    else if (call.kind === 'request') {
      if (call.line === 'POST /api/refresh') waiting.set(call.socket, syncs)
    } else {
      const syncsAtRequest = waiting.get(call.socket)
      if (syncsAtRequest === undefined) continue
      waiting.delete(call.socket)
      if (call.status !== 200) continue
      answers += 1
      if (syncs === syncsAtRequest) unsynced += 1
      groups.add(syncs)
    }
  }
  return { answers, unsynced, groups: groups.size, syncs }
}

function hasTracer(): boolean {
  try {
    execFileSync('strace', ['-e', 'trace=none', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
