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
  const { main } = await import('./main.ts');
  await main(process.argv);
}
