import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  allowInsecureRequests,
  clientCredentialsGrant,
  Configuration,
  PrivateKeyJwt,
} from 'openid-client'
import { expect, expectTypeOf, onTestFinished, test } from 'vitest'
import type { tellIdentity } from '@etui/shared/wire/context.ts'
import type { Reading } from '@etui/shared/wire/counter.ts'
import type { AnswerOf, BodyOf } from '@etui/shared/wire/endpoint.ts'
import type { DayInvoices, Invoice, putInvoice } from '@etui/shared/wire/invoice.ts'
import {
  drawInvoiceId,
  type PracticeBill,
  PracticeClient,
  type PracticeDay,
  type PracticeIdentity,
  type PracticeInvoice,
  type PracticeReading,
  readPrivateKey,
} from '../../docs/practice-client.ts'
import { machineClock } from '../clock.ts'
import { counterStore } from '../counter/counter-store.ts'
import { forEachEngine } from '../db/test-engines.ts'
import { freePorts } from '../free-ports.ts'
import { demo, openWorld } from '../http/test-world.ts'
import { dayInFrance } from '@etui/shared/day/day-in-france.ts'
import { openFileKeys } from '../keys/file-keys.ts'
import { professionalStore } from '../professional/professional-store.ts'
import { testPhone } from '../reading/test-phone.ts'
import { demonstrationRegistry } from '../registry/demonstration-registry.ts'
import { seedRegistry } from '../registry/seed-registry.ts'
import { clientStore } from './client-store.ts'

test('the example’s types are what the server answers and takes', () => {
  expectTypeOf<Reading>().toExtend<PracticeReading>()
  expectTypeOf<AnswerOf<typeof tellIdentity>>().toExtend<PracticeIdentity>()
  expectTypeOf<Invoice>().toExtend<PracticeInvoice>()
  expectTypeOf<DayInvoices>().toExtend<PracticeDay>()
  expectTypeOf<PracticeBill>().toExtend<BodyOf<typeof putInvoice>>()
})

forEachEngine('the example client', (open) => {
  /** A server on a port of its own, by the machine's clock, a doctor's counter there, and a program with its key in PEM. */
  async function world() {
    const folder = await mkdtemp(join(tmpdir(), 'etui-program-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const clock = machineClock
    const keys = await openFileKeys({ folder, clock })
    onTestFinished(() => keys.close())
    const database = await open()
    await seedRegistry({ database, keys, clock })
    const [port = 0] = await freePorts(1)
    const origin = `http://127.0.0.1:${port}`
    const settings = { ...demo, origins: { ...demo.origins, counter: origin } }
    const registry = demonstrationRegistry({ database, keys, clock })
    const { app } = await openWorld({ database, keys, clock, settings, registry })
    await app.listen({ host: '127.0.0.1', port })

    const doctor = {
      nationalId: '899700000011',
      name: 'Ines MARCHAND',
      professionCode: '10',
      organisation: 'CABINET DU LAVOIR',
    }
    const professionalId = await professionalStore(database, keys).keep(doctor, clock())
    const { counterId } = await counterStore(database).open(professionalId, 'Cabinet', clock())
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const program = {
      counterId,
      name: 'Exemple',
      publicKey: publicKey.export({ type: 'spki', format: 'der' }),
      scope: 'readings invoices',
    }
    const clients = clientStore(database)
    const clientId = (await clients.add(program, clock())) ?? expect.fail()
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const access = { origin, clientId, privateKey: await readPrivateKey(pem) }
    const issuer = settings.origins.card
    const phone = await testPhone({ database, keys, clock, issuer }, { registryId: 'claire' })
    return { access, clients, phone, clock }
  }

  test('verifies a card, asks for identity, bills, and lists the day, over the network', async () => {
    const { access, phone, clients, clock } = await world()
    const client = new PracticeClient(access)
    const reading = await client.verify(await phone.frame())
    const { context, beneficiaries: [holder] = [] } = reading
    if (!context || !holder) return expect.fail(reading.verdict)
    expect(holder).toMatchObject({ familyName: 'AUBERTIN', givenNames: 'CLAIRE' })

    const { identity, rights } = await client.identity(context, holder.beneficiaryId)
    expect([identity.ins?.birthName, rights.isOpen]).toEqual(['AUBERTIN', true])

    const invoiceId = drawInvoiceId()
    const today = dayInFrance(clock())
    const { contextId, token } = context
    const bill = {
      context: { contextId, token },
      careDay: today,
      carePath: 'T',
      thirdParty: 'none',
      exemption: '0',
      lines: [{ kind: 'ngap', code: 'G', quantity: 1, unitCents: 3_000 }],
    } satisfies PracticeBill
    const made = await client.putInvoice(invoiceId, bill)
    expect(await client.putInvoice(invoiceId, bill)).toEqual(made)
    expect(made).toMatchObject({ state: 'pending', shares: { totalCents: 3_000 } })
    expect((await client.validateInvoice(invoiceId, context)).state).toBe('validated')
    expect((await client.day(today)).totals).toMatchObject({ count: 1, totalCents: 3_000 })

    await clients.revoke(access.clientId, clock())
    const refused = { name: 'PracticeRefusal', status: 401, code: 'client-revoked' }
    await expect(client.day(today)).rejects.toMatchObject(refused)
    const unknown = new PracticeClient({ ...access, clientId: 'abcdefghijklmnopabcdefgh' })
    await expect(unknown.day(today)).rejects.toMatchObject({ status: 400, code: 'client-unknown' })
  })

  test('gives a token to a library of OAuth that knows nothing of it', async () => {
    const { access } = await world()
    const token_endpoint = `${access.origin}/api/practice/token`
    const provider = { issuer: access.origin, token_endpoint }
    const method = PrivateKeyJwt(access.privateKey)
    const config = new Configuration(provider, access.clientId, undefined, method)
    allowInsecureRequests(config)
    const told = await clientCredentialsGrant(config, { scope: 'readings' })
    expect(told).toMatchObject({ token_type: 'bearer', expires_in: 600, scope: 'readings' })
    await expect(clientCredentialsGrant(config, { scope: 'all' })).rejects.toMatchObject({
      error: 'invalid_scope',
      error_description: 'This program has no such scope',
    })
  })
})
