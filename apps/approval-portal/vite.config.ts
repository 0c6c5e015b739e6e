import react from '@vitejs/plugin-react';
import { build, defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const conditions = ['@gatehouse/source', ...defaultClientConditions];
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  resolve: { conditions },
  plugins: [react(), playerFrame()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});

/**
 * The player's frame has an opaque origin, so it may fetch nothing, not even a script of this gateway without
 * cross-origin headers. It is therefore one page with its script, styles and font inside, each under the nonce
 * the gateway fills in; its policy can then forbid every load (docs in src/player/frame/frame.ts).
 */
function playerFrame(): Plugin {
  let outDir = 'dist';
  return {
    name: 'gatehouse-player-frame',
    apply: 'build',
    configResolved: (config) => {
      outDir = config.build.outDir;
    },
    async closeBundle() {
      const built = await build({
        root: here('.'),
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        resolve: { conditions },
        build: {
          write: false,
          target: 'es2023',
          assetsInlineLimit: Number.MAX_SAFE_INTEGER,
          cssCodeSplit: false,
          lib: { entry: here('src/player/frame/frame.ts'), formats: ['iife'], name: 'gatehousePlayer' },
        },
      });
      const output = (Array.isArray(built) ? built : [built]).flatMap((one) =>
        'output' in one ? one.output : [],
      );
      const script = output.map((part) => (part.type === 'chunk' ? part.code : '')).join('');
      const styles = output
        .map((part) => (part.type === 'asset' && part.fileName.endsWith('.css') ? String(part.source) : ''))
        .join('');
      await writeFile(resolve(here('.'), outDir, 'player.html'), page(script, styles));
    },
  };
}

function page(script: string, styles: string): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Player</title>',
    `<style nonce="__CSP_NONCE__">${styles.replaceAll('</style', '<\\/style')}</style></head><body>`,
    '<div id="screen"></div>',
    `<script nonce="__CSP_NONCE__">${script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}</script>`,
    '</body></html>',
  ].join('\n');
}
