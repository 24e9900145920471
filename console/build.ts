// npm run console — builds the pages into console/built/; after `npm install` npm does it by itself, and `npm start` does it
// again when something has changed.
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const BUILT = `${FOLDER}built/`;
/** Tells what the built files were made of. */
const MADE_OF = `${BUILT}made-of.txt`;

const configuration: InlineConfig = {
  configFile: false,
  root: FOLDER,
  base: '/console/',
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: BUILT,
    emptyOutDir: true,
    target: 'es2022',
    // A data: URL would be something that the policy has to allow.
    assetsInlineLimit: 0,
    // It would put an inline script into the page.
    modulePreload: { polyfill: false },
  },
};

/** A digest of all that the pages are made of: the sources, and the versions of the libraries. */
function madeOf(): string {
  const hash = createHash('sha256');
  const sources = globSync('**/*.{ts,tsx,css,html,svg}', { cwd: FOLDER, exclude: ['built/**'] }).toSorted();
  for (const path of sources) hash.update(path).update('\0').update(readFileSync(`${FOLDER}${path}`));
  const { optionalDependencies } = JSON.parse(readFileSync(`${FOLDER}../package.json`, 'utf8')) as { optionalDependencies: object };
  return hash.update(JSON.stringify(optionalDependencies)).digest('hex');
}

function builtOf(): string | undefined {
  try {
    return readFileSync(MADE_OF, 'utf8');
  } catch {
    return undefined;
  }
}

/** Why there is nothing to build with, or nowhere to build to; the server works without its pages. */
function isBearable(error: unknown): error is NodeJS.ErrnoException {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ERR_MODULE_NOT_FOUND', 'EROFS', 'EACCES', 'EPERM'].includes(code);
}

async function build(): Promise<void> {
  const digest = madeOf();
  if (builtOf() === digest) return;
  const vite = await import('vite');
  await vite.build(configuration);
  writeFileSync(MADE_OF, digest);
}

try {
  await build();
} catch (error) {
  if (!process.argv.includes('--if-possible') || !isBearable(error)) throw error;
  const stand = builtOf() === undefined ? 'The console is not there' : 'The console is the one that was built before';
  process.stderr.write(`${stand}: it could not be built (${error.message.split('\n')[0]}). Everything else works.\n`);
}
