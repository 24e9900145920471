// Imported by a server before anything else: writes a line for each password that is looked at.
import crypto from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const file = process.env['TEST_VERIFICATIONS_FILE'];
const { argon2 } = crypto;

crypto.argon2 = (algorithm, ...rest): void => {
  if (file !== undefined) appendFileSync(file, `${process.pid}\n`);
  argon2(algorithm, ...rest);
};
syncBuiltinESMExports();
