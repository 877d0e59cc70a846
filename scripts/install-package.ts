import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Installs a package of the distribution where one may: root on a machine with apt. Whoever asks looks whether it came. */
export function installPackage(name: string): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
    execFileSync('apt-get', ['install', '-y', '-qq', name], { stdio: 'ignore' })
  } catch {
    // No such package, or no network: it did not come.
  }
}
