// The Dockerfile: whether all that the program needs gets into the image, and nothing else.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { listen } from '../../server/listen.ts';
import { certificateFolder, pairIn } from '../server/certificates.ts';
import { pathOf, textOf } from './compose-file.ts';

const dockerfile = textOf('Dockerfile');
const stages = dockerfile.split(/^(?=FROM )/m).filter((part) => part.startsWith('FROM'));
const finalStage = stages.at(-1) ?? '';
const buildStage = stages.find((stage) => stage.includes(' AS console')) ?? '';
// Made in other stages, and here by `npm install` and by starting the program.
const BUILT = 'console/built';
const isMade = (path: string): boolean => path === BUILT || path.startsWith('node_modules/');
const copied = [...finalStage.matchAll(/^COPY (\S+) \.\/\S*$/gm)].map(([, source = '']) => source);
const { version: node } = JSON.parse(textOf('package-lock.json')).packages['node_modules/node'];
const { dependencies } = JSON.parse(textOf('package.json'));

const ROOT = pathOf('');
const IMPORT = /^(?:import|export)\b(?! type\b)[^'"]*?from '([^'.][^']*)'|\bimport\('([^'.][^']*)'\)|^import '([^'.][^']*)'/gm;
const RELATIVE_PATH = /(['"`])(\.{1,2}\/[^'"`\n$]+)\1/g;

/** What a program reaches from its first file: files and folders of the repository, and packages. */
interface Reach {
  readonly paths: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** Follows imports, and whatever else is named by a relative path: worker threads, samples, schemas, migrations. */
function reachOf(first: string): Reach {
  const paths = new Set<string>();
  const packages = new Set<string>();
  const waiting = [join(ROOT, first)];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const path = relative(ROOT, file);
    if (paths.has(path)) continue;
    paths.add(path);
    if (!/\.[jt]s$/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    for (const [, , named = ''] of text.matchAll(RELATIVE_PATH)) {
      const target = join(dirname(file), named);
      if (existsSync(target)) waiting.push(target);
    }
    for (const names of text.matchAll(IMPORT)) {
      const name = names.slice(1).find((found) => found !== undefined) ?? '';
      if (!name.startsWith('node:')) packages.add(packageOf(name));
    }
  }
  return { paths, packages };
}

function packageOf(name: string): string {
  return name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/');
}

const reach = reachOf('cli/liaison.js');

test('the walk reaches all rooms, what is read at run time, and the packages', () => {
  for (const path of ['cli/main.ts', 'server/app.ts', 'collections/exchange.ts', 'cli/sample/catalogue.yaml']) {
    expect(reach.paths).toContain(path);
  }
  expect([...reach.paths].some((path) => path.includes('writer-thread'))).toBe(true);
  expect([...reach.packages]).toEqual(expect.arrayContaining(['express', 'commander', 'mongodb', 'ajv']));
});

test('whatever the program reaches is copied into the image', () => {
  const missing = [...reach.paths].filter((path) => !isMade(path) && !copied.some((name) => path === name || path.startsWith(`${name}/`)));
  expect(missing).toEqual([]);
});

test('whatever is copied exists, and .dockerignore lets it through, but nothing else', () => {
  for (const name of copied) expect(existsSync(pathOf(name))).toBe(true);
  const [first, ...exceptions] = textOf('.dockerignore').trim().split('\n');
  expect(first).toBe('*');
  expect(exceptions.toSorted()).toEqual([...[...copied, 'package-lock.json', 'console'].map((name) => `!${name}`), BUILT].toSorted());
});

test('whatever package the program reaches is installed without those for development', () => {
  expect([...reach.packages].filter((name) => !(name in dependencies))).toEqual([]);
});

test('the console is built where its builder stays, and only what was built gets into the image', () => {
  expect(buildStage).toContain('COPY console ./console\nRUN node console/build.ts\n');
  expect(finalStage).toContain(`COPY --from=console /liaison/${BUILT} ./${BUILT}\n`);
  expect(copied).not.toContain('console');
  expect(textOf('server/console/files.ts')).toContain(`../../${BUILT}/`);
  const { optionalDependencies } = JSON.parse(textOf('package.json'));
  expect([...reach.packages].filter((name) => name in optionalDependencies)).toEqual([]);
});

test('the only install script of a package that the image has is the one that it must not run', () => {
  const locked = JSON.parse(textOf('package-lock.json')).packages as Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
  const scripted = Object.entries(locked).filter(([, entry]) => entry.hasInstallScript === true && entry.dev !== true);
  expect(scripted.map(([path]) => path)).toEqual(['node_modules/node']);
  expect(stages[0]).toMatch(/^RUN npm install --omit=dev --omit=optional --ignore-scripts /m);
  expect(buildStage).toMatch(/^RUN npm install --omit=dev --ignore-scripts /m);
});

test('the image has the Node that package-lock.json pins', () => {
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(new Set(images)).toEqual(new Set([`node:${node}-trixie-slim`]));
});

test('the program does not run as root, and the last step that could is before', () => {
  const [, afterUser = ''] = finalStage.split(/^USER node$/m);
  expect(afterUser).toMatch(/^ENTRYPOINT \["liaison"\]$/m);
  expect(afterUser).not.toMatch(/^(?:USER|RUN|COPY)/m);
});

test('the command is a link to a file that can be run', () => {
  expect(dockerfile).toContain('ln -s /liaison/cli/liaison.js /usr/local/bin/liaison');
  expect(statSync(pathOf('cli/liaison.js')).mode & 0o111).toBe(0o111);
});

test('the health check asks what the server answers without credentials', () => {
  const [, port, path] = /127\.0\.0\.1:(\d+)(\/[a-z/]+)/.exec(dockerfile) ?? [];
  expect(textOf('server/routes.ts')).toContain(`'${path}'`);
  expect(dockerfile).toMatch(new RegExp(`^EXPOSE ${port}$`, 'm'));
});

describe.each([['HTTP', false], ['HTTPS', true]])('over %s the health check', (_, isTls) => {
  const folder = certificateFolder();
  const tls = pairIn(folder.make('taxii.example.org'));
  folder.remove();

  test.each([
    [200, 0],
    [503, 1],
    ['no answer', 1],
  ])('makes of %s the exit code %i', async (status, expected) => {
    const server = await listen(
      (_request, response) => {
        if (typeof status === 'number') response.writeHead(status).end();
        else response.destroy();
      },
      { host: '127.0.0.1', port: 0, ...(isTls ? { tls } : {}) },
    );
    const [, words = '[]'] = /^ {2}CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    const [, ...parameters] = JSON.parse(words.replaceAll(':8080/', `:${new URL(server.origin).port}/`)) as string[];
    const [code] = await once(spawn(process.execPath, parameters, { stdio: 'inherit' }), 'exit');
    await server.close();
    expect(code).toBe(expected);
  });
});
