import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = process.env['CREST_URL'] ?? 'https://localhost:9443';

export default defineConfig({
  plugins: [react()],
  // The server puts a fresh nonce in place of this word in every reply.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'target/dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': { target: server, secure: false, changeOrigin: false } } },
  test: {
    environment: 'jsdom',
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    reporters: ['default', ['junit', { outputFile: 'target/surefire-reports/TEST-console.xml' }]],
  },
});
