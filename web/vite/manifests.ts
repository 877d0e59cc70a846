import type { ManifestOptions } from 'vite-plugin-pwa'

const icon192 = { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' }

/** The holder's app, as the phone lists it. */
export const cardManifest: Partial<ManifestOptions> = {
  id: '/?app=etui-carte',
  name: 'Étui, carte d’assurance maladie',
  short_name: 'Étui',
  description: 'Votre carte d’assurance maladie, toujours sur vous, même sans réseau.',
  categories: ['health', 'medical'],
  orientation: 'portrait',
  theme_color: '#803f18',
  shortcuts: [
    { name: 'Présenter ma carte', short_name: 'Présenter', url: '/presenter', icons: [icon192] },
  ],
  ...installable(),
}

/** The professional's app: another id, another colour of icon, so that both live side by side. */
export const counterManifest: Partial<ManifestOptions> = {
  id: '/?app=etui-comptoir',
  name: 'Étui comptoir',
  short_name: 'Comptoir',
  description: 'Lire et vérifier les cartes d’assurance maladie, même sans réseau.',
  categories: ['health', 'medical', 'business'],
  theme_color: '#803f18',
  ...installable(),
}

function installable(): Partial<ManifestOptions> {
  return {
    lang: 'fr',
    dir: 'ltr',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#faf5ec',
    icons: [
      { ...icon192, purpose: 'any' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/icons/maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  }
}
