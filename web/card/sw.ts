import { refreshInBackground } from '../src/phone/background-refresh.ts'
import { serveScanner } from '../src/scanner/serve-scanner.worker.ts'
import { serveOffline } from '../src/offline/serve-offline.worker.ts'

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[]
}

serveOffline(self, self.__WB_MANIFEST)
serveScanner()
refreshInBackground(self)
