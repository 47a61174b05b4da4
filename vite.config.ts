/**
 * Builds the window into out/renderer, with relative addresses, so that both hosts can serve it from anywhere.
 * Every tag that needs one carries the nonce placeholder; the host puts a fresh value in its place with each page.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** What hosts look for in index.html and replace by a random value per response. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export default defineConfig({
  base: './',
  plugins: [react()],
  html: { cspNonce: NONCE_PLACEHOLDER },
  worker: { format: 'es' },
  // Nothing is fetched from elsewhere and no data: scripts are made, so that the content policy can stay strict.
  build: {
    outDir: 'out/renderer',
    emptyOutDir: true,
    target: 'chrome146',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});
