import { fileURLToPath } from 'node:url'
import type { InlineConfig, PluginOption } from 'vite'
import vue from '@vitejs/plugin-vue'
import i18n from '@intlify/unplugin-vue-i18n/vite'
import { VitePWA } from 'vite-plugin-pwa'
import type { ManifestOptions } from 'vite-plugin-pwa'
import { firstScriptPlugin, isFirstFile } from './first-script.ts'
import { leaveOut } from './leave-out.ts'
import { likenessPlugin } from './likeness.ts'

const web = fileURLToPath(new URL('..', import.meta.url))

/** The three apps; each is served from its own origin, so each is a build of its own. */
export type AppName = 'card' | 'counter' | 'console'

/**
 * Vite configuration of one app: root `web/<name>`, output `web/dist/<name>`, addresses from `/`. Nothing is inlined
 * (neither script, nor style, nor image): the pages live under a policy that knows `'self'` only. An app with a manifest
 * gets its own service worker, built from its `sw.ts`.
 */
export function buildApp(name: AppName, manifest?: Partial<ManifestOptions>): InlineConfig {
  return {
    configFile: false,
    root: `${web}${name}`,
    base: '/',
    plugins: [
      ...sharedPlugins(),
      ...(manifest ? worker(name, manifest) : []),
      ...(name === 'console' ? [likenessPlugin()] : []),
      ...(name === 'card' ? [firstScriptPlugin()] : []),
    ],
    define: compileTimeFlags(),
    build: {
      target: 'es2024',
      outDir: `${web}dist/${name}`,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      // One style sheet an app: all of it is smaller than a second request is slow.
      cssCodeSplit: false,
      // The first file is there already, and is no module.
      modulePreload: {
        polyfill: false,
        resolveDependencies: (_file, needed) => needed.filter((file) => !isFirstFile(file)),
      },
      // What the first screen needs is one file, and what an unlocked card needs is the second, whoever else needs parts of
      // them later: few requests, no waterfall.
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              { name: 'first', tags: ['$initial'], priority: 2 },
              { name: 'open', test: /\/open-pages\.ts$/, priority: 1 },
            ],
          },
        },
      },
      reportCompressedSize: false,
    },
    worker: { format: 'es' },
    server: { host: '127.0.0.1' },
    logLevel: 'warn',
  }
}

/** What every page of ours needs to compile: components, and messages turned into values (no message compiler ships). */
export function sharedPlugins(): PluginOption[] {
  return [
    vue(),
    i18n({
      include: [`${web}*/texts/*.json`, `${web}src/i18n/refusals.*.json`],
      runtimeOnly: true,
      compositionOnly: true,
      fullInstall: false,
      dropMessageCompiler: true,
      strictMessage: true,
    }),
  ]
}

/** Switches read by Vue and vue-i18n, so that what is never used is not shipped. */
export function compileTimeFlags(): Record<string, string> {
  return {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  }
}

/** Pages of the card that do nothing without the network: they are fetched when they are opened, with what they say. */
const needingNetwork = [
  'card/InstallPage.vue',
  'card/pages/ActivationPage.vue',
  'card/tap/TapPage.vue',
  'card/tap/TapWalk.vue',
  'card/texts/activation.fr.json',
  'card/texts/activation.en.json',
]

function worker(name: AppName, manifest: Partial<ManifestOptions>): PluginOption[] {
  const { plugin, keepRest } = leaveOut(
    name === 'card' ? needingNetwork.map((page) => web + page) : [],
  )
  const offline = VitePWA({
    strategies: 'injectManifest',
    srcDir: '.',
    filename: 'sw.ts',
    // Our own lines register it: through a Trusted Types policy, and never updating under a card on screen.
    injectRegister: false,
    manifest,
    // Whoever installs the app has the network: the browser fetches its icons then.
    includeManifestIcons: false,
    injectManifest: {
      rollupFormat: 'iife',
      target: 'es2024',
      globPatterns: ['**/*.{html,js,css,wasm,svg}'],
      manifestTransforms: [keepRest],
      globIgnores: [
        // Reading print takes four megabytes, and is for an activation alone.
        '**/text-reader*',
        '**/tesseract-core*',
        // Who reads a counter's code fetches the reader of codes, and keeps it. A counter reads by nothing else.
        ...(name === 'card' ? ['**/reader.worker*', '**/zxing_reader*'] : []),
      ],
      maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
    },
  })
  return [plugin, offline]
}
