import { folderBlobs } from '../blob/folder-blobs.ts'
import type { Keys } from '../keys/keys.ts'
import type { Needs } from '../needs.ts'
import type { Settings } from '../settings/settings.ts'
import { folderCheckKeys } from './check-keys.ts'
import type { FilmNeeds } from './film-objects.ts'

interface Given extends Pick<Needs, 'blobs' | 'checkKeys'> {
  readonly settings: Pick<Settings, 'blobs' | 'checkKeysFolder'>
  readonly keys: Pick<Keys, 'sealColumn' | 'openColumn'>
}

/** Where films and their keys lie: as given, or as the settings say. Nothing is made before the first film. */
export function filmsOf({ settings, keys, blobs, checkKeys }: Given): FilmNeeds {
  return {
    blobs: blobs ?? folderBlobs(settings.blobs.folder),
    checkKeys: checkKeys ?? folderCheckKeys(settings.checkKeysFolder, keys),
  }
}
