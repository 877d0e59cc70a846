import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium, type Browser, type BrowserContext } from '@playwright/test'
import type { Readable, Writable } from 'node:stream'
import { browserFlags, requireBrowser } from '../../scripts/browser.ts'
import { openControlPipe, type Control } from './control-pipe.ts'

/** One browser of one person, in a process of its own, with a profile on disk that outlives it. */
export interface RunningBrowser {
  readonly browser: Browser
  readonly context: BrowserContext
  readonly profile: string
  readonly control: Control
  /** Ends the whole process group at once, with nothing flushed: what a dead battery does. */
  kill(): Promise<void>
  close(): Promise<void>
}

export interface BrowserOptions {
  /** a folder kept from an earlier start; a new one is made when there is none */
  readonly profile?: string
  /** the proxy that stands for everything that is not the loopback */
  readonly outside: string
  /** the film of the pretend camera; without one the machine has no camera */
  readonly film?: string
  readonly language?: 'fr-FR' | 'en-GB'
  readonly flags?: readonly string[]
}

/**
 * Starts Chromium by itself and attaches to it, rather than through the usual launcher: its pages are then really hidden
 * when another tab is in front, and its process can really be killed.
 */
export async function openBrowser(options: BrowserOptions): Promise<RunningBrowser> {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'etui-profile-'))
  const portFile = join(profile, 'DevToolsActivePort')
  rmSync(portFile, { force: true })
  const child = spawn(await requireBrowser(), [...flagsFor(options, profile), 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  })
  // The third and fourth streams are the browser's ends of its control pipe, as asked for in stdio.
  const control = openControlPipe(child.stdio[3] as Writable, child.stdio[4] as Readable)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async () => {
    try {
      // A process that could not be started has no id, and nothing to end.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // Already gone.
    }
    await gone
  }
  try {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await portIn(portFile)}`, {
      noDefaults: true,
    })
    const [context] = browser.contexts()
    if (!context) throw new Error('the browser has no context of its own')
    return {
      browser,
      context,
      profile,
      control,
      kill,
      close: () => closeGently(control, gone, kill),
    }
  } catch (error) {
    await kill()
    throw error
  }
}

/** What no test looks at; the pages behind the address bar alone cost as much as starting the rest of the browser. */
const unused = [
  'OptimizationHints',
  'MediaRouter',
  'Translate',
  'AutofillServerCommunication',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
]

function flagsFor(
  { outside, film, language = 'fr-FR', flags = [] }: BrowserOptions,
  profile: string,
): string[] {
  const camera = film
    ? ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
    : []
  return [
    ...browserFlags(),
    '--headless=new',
    '--remote-debugging-port=0',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    `--proxy-server=${outside}`,
    '--no-default-browser-check',
    `--disable-features=${unused.join(',')}`,
    '--password-store=basic',
    `--accept-lang=${language}`,
    '--window-size=1280,900',
    ...camera,
    ...flags,
  ]
}

/** A browser told to close writes its profile out; one that does not within 5 s is killed. */
async function closeGently(control: Control, gone: Promise<void>, kill: () => Promise<void>) {
  control('Browser.close').catch(() => undefined)
  await Promise.race([gone, wait(5000)])
  await kill()
}

async function portIn(file: string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const [port] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    if (port) return port
    await wait(50)
  }
  throw new Error('the browser did not start within 15 s')
}
