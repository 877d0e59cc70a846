import { existsSync } from 'node:fs'
import { installPackage } from './install-package.ts'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Path of a Chromium on this machine: `ETUI_BROWSER`, an installed one, or '' when there is none yet. */
export function findBrowser(): string {
  const told = process.env['ETUI_BROWSER']
  if (told) return told
  return places.find((place) => existsSync(place)) ?? ''
}

/** Flags for a quiet, reproducible browser; a sandbox needs a user other than root. */
export function browserFlags(): string[] {
  const isRoot = process.getuid?.() === 0
  return [
    ...(isRoot ? ['--no-sandbox'] : []),
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ]
}

/**
 * Path of a Chromium, installed if need be: from the distribution where one may (root with apt), else the one that
 * `@sparticuz/chromium` carries inside its package. Throws with what was tried when neither is possible.
 */
export async function requireBrowser(): Promise<string> {
  const found = findBrowser()
  if (found) return found
  installPackage('chromium')
  const installed = findBrowser()
  if (installed) return installed
  const { default: packaged } = await import('@sparticuz/chromium')
  return packaged.executablePath()
}
