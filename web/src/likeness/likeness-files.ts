/**
 * Where the models of `@vladmandic/human` and the WebAssembly they run on are served: by us, beside the console. The
 * folder carries the versions, so that what is in it never changes.
 */
export const likenessFiles = {
  human: '3.3.6',
  wasm: '4.22.0',
  folder: '/assets/human-3.3.6-wasm-4.22.0/',
} as const

/** Each has its layers in `<name>.json` and its weights in `<name>.bin`. */
export const likenessModels = ['blazeface', 'facemesh', 'faceres', 'liveness', 'antispoof'] as const

export const likenessWasm = 'tfjs-backend-wasm-simd.wasm'
