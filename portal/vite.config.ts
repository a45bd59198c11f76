// The build and the development server of the portal. The server forwards requests to the service of `make run`, so that
// both have one address, as in production.

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const service = 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    // The first versions that know light-dark(), which style.css uses.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    // All of these browsers support module preloading.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    // The portal, and the pages that the sign-in redirects to in a hidden frame or a window.
    rolldownOptions: {
      input: ['index.html', 'silent.html', 'signed-in-again.html'],
    },
  },
  server: { proxy: { '/v1': service, '/oidc': service, '/config.json': service } },
});
