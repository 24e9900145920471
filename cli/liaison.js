#!/usr/bin/env node
// The `liaison` command. Plain JavaScript that any Node understands, to tell an old one what is wrong.
const major = Number(process.versions.node.split('.')[0]);

if (major < 26) {
  process.stderr.write(
    `Liaison runs on Node 26, this is Node ${process.versions.node}. In its folder, \`npm install\` brings the right ` +
      'one along: start it with `npm start` or `npx liaison` there.\n',
  );
  process.exitCode = 1;
} else {
  const { enableCompileCache } = await import('node:module');
  const { fileURLToPath } = await import('node:url');
  // What was compiled once is there at the next start, which takes half the time then. In the program's own folder, not in
  // /tmp as usual, where others could leave something to be run; where it can't be written to, it is done without.
  const compiled = fileURLToPath(new URL('../node_modules/.cache/liaison', import.meta.url));
  enableCompileCache(compiled);
  // Threads and workers do without what compiles TypeScript, which takes more memory than most of them need themselves.
  process.env['NODE_COMPILE_CACHE'] ??= compiled;
  const { main } = await import('./main.ts');
  await main(process.argv);
}
