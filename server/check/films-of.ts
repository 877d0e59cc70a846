import type { BlobStore } from '../blob/blob-store.ts'
import { folderBlobs } from '../blob/folder-blobs.ts'
import { s3Blobs } from '../blob/s3-blobs.ts'
import type { Keys } from '../keys/keys.ts'
import type { Needs } from '../needs.ts'
import type { BlobSettings, Settings } from '../settings/settings.ts'
import { folderCheckKeys } from './check-keys.ts'
import type { FilmNeeds } from './film-objects.ts'

interface Given extends Pick<Needs, 'blobs' | 'checkKeys'> {
  readonly settings: Pick<Settings, 'blobs' | 'checkKeysFolder'>
  readonly keys: Pick<Keys, 'sealColumn' | 'openColumn'>
}

/** Where films and their keys lie: as given, or as the settings say. Nothing is made before the first film. */
export function filmsOf({ settings, keys, blobs, checkKeys }: Given): FilmNeeds {
  return {
    blobs: blobs ?? blobStoreOf(settings.blobs),
    checkKeys: checkKeys ?? folderCheckKeys(settings.checkKeysFolder, keys),
  }
}

function blobStoreOf(settings: BlobSettings): BlobStore {
  return settings.kind === 's3' ? s3Blobs(settings) : folderBlobs(settings.folder)
}
