import { createApp } from 'vue'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { Refusal } from '@etui/shared/refusal.ts'
import { readAbout } from '@etui/shared/wire/about.ts'
import { createCaller } from '../src/http/call.ts'
import { createSecretGuard } from '../src/http/secret-guard.ts'
import { createTexts, languageKey } from '../src/i18n/texts.ts'
import { demonstrationKey, rememberDemonstration } from '../src/offline/demonstration.ts'
import { registerWorker } from '../src/offline/register-worker.ts'
import { updatesKey } from '../src/offline/updates.ts'
import { createJournal, journalInjection } from '../src/journal/journal.ts'
import { keepSending } from '../src/journal/keep-sending.ts'
import { sendJournal } from '../src/journal/send-journal.ts'
import { createReadFrame } from '../src/reading/read-frame.ts'
import { createTeam, teamInjection } from '../src/staff/team.ts'
import { keepRenewing } from '../src/workstation/keep-renewing.ts'
import { watchReach } from '../src/workstation/reach.ts'
import { openWorkstationDb } from '../src/workstation/workstation-db.ts'
import { createWorkstation, workstationKey } from '../src/workstation/workstation.ts'
import { loadTexts } from './load-texts.ts'
import App from './App.vue'

/** Someone waits at the counter: after this, the workstation judges alone. */
const READING_LIMIT_MS = 4_000

/** The professional's app: texts, offline life, the workstation and its one way to read, then the page. */
const [{ i18n, choice }, db] = await Promise.all([createTexts(loadTexts), openWorkstationDb()])
const asking = {
  fetch: fetch.bind(globalThis),
  origin: location.origin,
  prove: null,
  guard: createSecretGuard(),
}
const reach = watchReach()
const call = createCaller(asking)
const workstation = createWorkstation({ db, call, reach })
const demonstration = rememberDemonstration()
const readFrame = createReadFrame({
  workstation,
  call: createCaller({ ...asking, limitMs: READING_LIMIT_MS }),
})

createApp(App, { readFrame, call })
  .use(i18n)
  .provide(languageKey, choice)
  .provide(demonstrationKey, demonstration)
  .provide(updatesKey, registerWorker())
  .provide(workstationKey, workstation)
  .provide(journalInjection, createJournal(workstation))
  .provide(teamInjection, createTeam({ workstation, call }))
  .mount('#app')

keepRenewing({ workstation, reach })
keepSending(workstation, () => sendJournal({ workstation, call }))
void askAbout()

/** The server says whether this is the demonstration before anybody signs in; without network what it said holds. */
async function askAbout(): Promise<void> {
  try {
    demonstration.tell((await call(readAbout, {})).isDemonstration)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}
