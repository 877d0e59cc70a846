import { openingDatabase } from './start-database.ts'
import './start-texts.ts'
import { createApp } from 'vue'
import '../src/styles/tokens.css'
import '../src/styles/base.css'
import { Refusal } from '@etui/shared/refusal.ts'
import { readAbout } from '@etui/shared/wire/about.ts'
import { afterPaint } from '../src/device/after-paint.ts'
import { readCapabilities } from '../src/device/capabilities.ts'
import { createCaller } from '../src/http/call.ts'
import { createSecretGuard } from '../src/http/secret-guard.ts'
import { createTexts, languageKey } from '../src/i18n/texts.ts'
import { demonstrationKey, rememberDemonstration } from '../src/offline/demonstration.ts'
import { installingKey, watchInstall } from '../src/offline/install.ts'
import { registerWorker } from '../src/offline/register-worker.ts'
import { updatesKey } from '../src/offline/updates.ts'
import { createHeldMarker } from '../src/phone/held-marker.ts'
import { createHolderPhone, holderPhoneKey, type HolderPhone } from '../src/phone/holder-phone.ts'
import { createPhoneCaller } from '../src/phone/phone-caller.ts'
import { rememberLeaseLength } from '../src/vault/lease-length.ts'
import { endLease } from '../src/vault/lease.ts'
import { createPhoneLock } from '../src/vault/phone-lock.ts'
import { loadTexts } from './load-texts.ts'
import { chosenCardKey, createChosenCard } from './pages/chosen-card.ts'
import { createRoutes } from './routes.ts'
import App from './App.vue'

/** The holder's app: the offer to install, texts and phone, offline life, routes, then the page. */
const installing = watchInstall()
const guard = createSecretGuard()
const leaseLength = rememberLeaseLength()
const ownFetch = fetch.bind(globalThis)
const opening = openHolderPhone()
const demonstration = rememberDemonstration()
const { i18n, choice } = await createTexts(loadTexts)

// All that needs no phone is made while the disk is read.
const app = createApp(App)
  .use(i18n)
  .use(createRoutes(choice))
  .provide(languageKey, choice)
  .provide(installingKey, installing)
  .provide(demonstrationKey, demonstration)
  .provide(chosenCardKey, createChosenCard())

const holder = await opening
app.provide(holderPhoneKey, holder).provide(updatesKey, registerWorker()).mount('#app')
// The first paint waits for nobody.
void afterPaint().then(askAbout)

/** The server says what it is and how long a lease lives; without network what it said before holds. */
async function askAbout(): Promise<void> {
  const prove = null
  const ask = createCaller({ fetch: ownFetch, origin: location.origin, prove, guard })
  try {
    const about = await ask(readAbout, {})
    demonstration.tell(about.isDemonstration)
    leaseLength.tell(about.leaseHours)
    if (about.leaseHours === 0 && holder.lease.value !== null) await endLeaseNow()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}

async function endLeaseNow(): Promise<void> {
  await holder.needs.lock(() => endLease(holder.needs.database))
  await holder.read()
}

async function openHolderPhone(): Promise<HolderPhone> {
  const database = await openingDatabase
  const clock = { now: () => Date.now() }
  const origin = location.origin
  return createHolderPhone({
    database,
    clock,
    lock: createPhoneLock(),
    call: createPhoneCaller({ database, clock, guard, origin, fetch: ownFetch }),
    passkeys: { guard },
    loadStretch: async () => (await import('../src/vault/stretch-code.ts')).stretchCode,
    isOnline: () => navigator.onLine,
    hasPlatformPasskey: async () => (await readCapabilities()).hasPlatformPasskey,
    leaseMs: leaseLength.leaseMs,
    marker: createHeldMarker(),
    page: document,
    clocks: { now: () => Date.now(), elapsed: () => performance.now() },
    shown: () => afterPaint(),
  })
}
