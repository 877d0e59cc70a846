import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { compileTimeFlags, sharedPlugins } from './build-app.ts'

/** Development only: `vite --config web/vite/gallery.ts` shows every part and every screen with invented people. */
export default defineConfig({
  root: fileURLToPath(new URL('../gallery', import.meta.url)),
  plugins: sharedPlugins(),
  define: compileTimeFlags(),
  build: { assetsInlineLimit: 0 },
  server: { host: '127.0.0.1' },
})
