import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The development server stands before `make run`: both behind one address, as in production.
const service = 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    // The first that know light-dark(), in which our own colours are said.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    // All of these browsers preload modules by themselves.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    // The portal, and what the sign-in answers to in a frame or a window of its own.
    rolldownOptions: {
      input: ['index.html', 'silent.html', 'signed-in-again.html'],
    },
  },
  server: { proxy: { '/v1': service, '/oidc': service, '/config.json': service } },
});
