import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refresh } from '@etui/shared/wire/phone.ts'
import { installPackage } from '../scripts/install-package.ts'
import { activateDevice, type ActiveDevice } from './world/activate-device.ts'
import { startDemoServer } from './world/demo-server.ts'
import { hashOfToken, randomToken } from './world/holder-device.ts'
import { readSystemCalls, traceOptions, type SystemCall } from './world/system-calls.ts'
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
    under: ['strace', ...traceOptions, '-o', trace],
  })
  try {
    const phones = []
    for (const holder of holders) phones.push(await activateDevice(demo.hosts, holder))
    // One by itself first: no sync but its own can stand before its answer. Then all at once, in groups.
    const [alone, ...others] = phones
    if (!alone) throw new TypeError('there are phones')
    const after = await refreshOften(alone)
    await Promise.all([after, ...others].map(refreshOften))
    await demo.kill()
    const { answers, unsynced, commits, overtaken } = judge(readSystemCalls(trace))
    expect(answers).toBe((holders.length + 1) * rounds)
    expect(unsynced).toBe(0)
    expect(commits).toBeGreaterThan(rounds)
    expect(overtaken).toBe(0)
    test.info().annotations.push({
      type: 'durability',
      description: `${answers} answers in ${commits} commits, each with a sync of its own`,
    })
  } finally {
    await demo.remove()
    rmSync(folder, { recursive: true, force: true })
  }
})

async function refreshOften({ device, token, ...rest }: ActiveDevice): Promise<ActiveDevice> {
  let now = token
  for (let round = 0; round < rounds; round++) {
    const next = randomToken()
    const body = { token: now, nextHash: hashOfToken(next), cursor: '' }
    expect((await device.call(refresh, body)).refusal).toBe('')
    now = next
  }
  return { device, token: now, ...rest }
}

/**
 * Goes through the calls in order. Commits are counted as they are written into the log, not by their syncs: one is
 * `overtaken` when the log goes on before it was synced. An answer to a refresh is good when a commit was written and synced
 * after its request came, and nothing lay in the log unsynced when it left.
 */
function judge(calls: readonly SystemCall[]) {
  const waiting = new Map<number, number>()
  const unsyncedLogs = new Map<string, 'frames' | 'commit'>()
  let [commits, durable, overtaken, answers, unsynced] = [0, 0, 0, 0, 0]
  for (const call of calls) {
    if (call.kind === 'logged') {
      if (unsyncedLogs.get(call.file) === 'commit') overtaken += 1
      unsyncedLogs.set(call.file, call.isCommit ? 'commit' : 'frames')
      if (call.isCommit) commits += 1
    } else if (call.kind === 'synced') {
      if (unsyncedLogs.get(call.file) === 'commit') durable += 1
      unsyncedLogs.delete(call.file)
    } else if (call.kind === 'request') {
      if (call.line === 'POST /api/refresh') waiting.set(call.socket, durable)
    } else {
      const durableAtRequest = waiting.get(call.socket)
      if (durableAtRequest === undefined) continue
      waiting.delete(call.socket)
      if (call.status !== 200) continue
      answers += 1
      if (durable === durableAtRequest || unsyncedLogs.size > 0) unsynced += 1
    }
  }
  return { answers, unsynced, commits, overtaken }
}

function hasTracer(): boolean {
  try {
    execFileSync('strace', ['-e', 'trace=none', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
