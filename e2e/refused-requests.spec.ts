import { openEnrolment, readEnrolment } from '@etui/shared/wire/enrolment.ts'
import { problemType } from '@etui/shared/wire/problem.ts'
import { makeHolderDevice, readAnswer } from './world/holder-device.ts'
import { expect, test } from './world/world.ts'

test('refuses an address that does not exist, as a problem', async ({ demo }) => {
  const response = await fetch(`${demo.hosts.card}/api/nothing/here`)
  expect(response.status).toBe(404)
  expect(response.headers.get('content-type')).toContain('application/problem+json')
  expect(await response.json()).toMatchObject({ type: problemType('route-unknown'), status: 404 })
})

test('refuses a body that is too large, and says so', async ({ demo }) => {
  const origin = demo.hosts.card
  const device = makeHolderDevice(origin)
  await device.call(readEnrolment)
  const body = JSON.stringify({ termsVersion: 'x'.repeat(200_000), language: 'fr' })
  const answer = await post(origin, '/api/enrolment', body, {
    dpop: device.prove('POST', `${origin}/api/enrolment`),
  })
  expect(answer).toMatchObject({ status: 413, refusal: 'body-too-large' })
})

test('refuses what is not JSON, and JSON that is not the request', async ({ demo }) => {
  const origin = demo.hosts.card
  const device = makeHolderDevice(origin)
  await device.call(readEnrolment)
  const url = `${origin}/api/enrolment`
  const markup = await post(origin, '/api/enrolment', '<a/>', {
    'content-type': 'application/xml',
    dpop: device.prove('POST', url),
  })
  expect(markup.refusal).toBe('media-unknown')
  const other = await post(origin, '/api/enrolment', '{"terms":1}', {
    dpop: device.prove('POST', url),
  })
  expect(other).toMatchObject({ status: 400, refusal: 'request-malformed' })
})

test('refuses a request of another site', async ({ demo }) => {
  const headers = { origin: 'https://elsewhere.example' }
  const answer = await post(demo.hosts.card, '/api/enrolment', '{}', headers)
  expect(answer).toMatchObject({ status: 403, refusal: 'origin-foreign' })
})

test('refuses a call without a proof, and a proof made for another call', async ({ demo }) => {
  const origin = demo.hosts.card
  const device = makeHolderDevice(origin)
  await device.call(readEnrolment)
  const ask = (dpop?: string) => get(`${origin}/api/enrolment`, dpop)
  expect((await ask()).refusal).toBe('proof-missing')
  expect((await ask('not a proof')).refusal).toBe('proof-malformed')
  const elsewhere = device.prove('GET', `${origin}/api/refresh`)
  expect((await ask(elsewhere)).refusal).toBe('proof-malformed')
  const otherMethod = device.prove('POST', `${origin}/api/enrolment`)
  expect((await ask(otherMethod)).refusal).toBe('proof-malformed')
  const old = device.prove('GET', `${origin}/api/enrolment`, {
    iat: Math.floor(Date.now() / 1000) - 3600,
  })
  expect((await ask(old)).refusal).toBe('proof-malformed')
  const nonce = device.prove('GET', `${origin}/api/enrolment`, { nonce: 'bm90LXRoZS1zZXJ2ZXJz' })
  expect((await ask(nonce)).refusal).toBe('proof-nonce')
})

test('takes a proof once', async ({ demo }) => {
  const origin = demo.hosts.card
  const device = makeHolderDevice(origin)
  const opened = await device.call(openEnrolment, { termsVersion: '2026-11', language: 'fr' })
  expect(opened.refusal).toBe('')
  const proof = device.prove('GET', `${origin}/api/enrolment`)
  expect(await get(`${origin}/api/enrolment`, proof)).toMatchObject({ status: 200, refusal: '' })
  expect(await get(`${origin}/api/enrolment`, proof)).toMatchObject({
    status: 401,
    refusal: 'proof-replayed',
  })
})

async function get(url: string, dpop?: string) {
  return readAnswer(await fetch(url, { headers: dpop === undefined ? {} : { dpop } }))
}

async function post(origin: string, path: string, body: string, headers: Record<string, string>) {
  const all = { origin, 'content-type': 'application/json', ...headers }
  return readAnswer(await fetch(origin + path, { method: 'POST', body, headers: all }))
}
