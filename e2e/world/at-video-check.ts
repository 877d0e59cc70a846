import type { BrowserContext, Page } from '@playwright/test'
import { openCardApp, press, reachIdentity, type CardApp } from './card-app.ts'
import { makeCameraFilm } from './counter-app.ts'
import type { Hosts } from './hosts.ts'
import { person } from './people.ts'
import { drawSpecimen } from './specimen.ts'

interface OpenedSeat {
  readonly page: Page
  readonly context: BrowserContext
}

/**
 * A person of the demonstration before the choice of a document, with leave to film and their specimen before the camera;
 * `open` opens a browser whose camera shows a film, and `folder` holds it.
 */
export async function atVideoCheck<Seat extends OpenedSeat>(
  registryId: string,
  {
    hosts,
    folder,
    open,
  }: {
    readonly hosts: Hosts
    readonly folder: string
    readonly open: (seat: { film: string }) => Promise<Seat>
  },
): Promise<Seat & { readonly app: CardApp }> {
  const film = await makeCameraFilm(folder)
  const seat = await open({ film: film.path })
  const { page, context } = seat
  const specimen = { ...person(registryId).traits, sex: 'F' } as const
  await film.show(await drawSpecimen(await context.newPage(), specimen))
  await page.bringToFront()
  const app = await openCardApp(page, { hosts })
  await context.grantPermissions(['camera', 'microphone'], { origin: hosts.card })
  await reachIdentity(app, registryId)
  await press(app, 'identity.ways.byVideo')
  return { ...seat, app }
}
