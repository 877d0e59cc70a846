import { build } from 'vite'
import { buildApp } from './build-app.ts'
import type { AppName } from './build-app.ts'
import { cardManifest, counterManifest } from './manifests.ts'

/** Folder of every finished build, one sub-folder an app. */
export const builds = new URL('../dist/', import.meta.url)

export const appNames: readonly AppName[] = ['card', 'counter', 'console']

const manifests = { card: cardManifest, counter: counterManifest, console: undefined }

/** Builds one app into its folder of `builds`. Rejects with Vite's own message when a source does not compile. */
export async function buildOne(name: AppName): Promise<void> {
  await build(buildApp(name, manifests[name]))
}
