/** Fails when the lock file lacks an optional platform package that one of its entries names: `npm ci` would refuse it elsewhere. */
import fs from 'node:fs';
import path from 'node:path';
import { root } from './machine.mjs';

const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));

/** Looks where Node would: in the entry's own node_modules, then outwards. */
function isLocked(from, name) {
  for (
    let folder = from;
    ;
    folder = folder.includes('/node_modules/') ? folder.slice(0, folder.lastIndexOf('/node_modules/')) : ''
  ) {
    if (packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (!folder) return false;
  }
}

const missing = Object.entries(packages).flatMap(([entry, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(entry, name))
    .map((name) => `${entry || '.'} -> ${name}`),
);
const addresses = Object.values(packages).filter((entry) => entry.resolved?.startsWith('http')).length;
if (addresses > 0)
  missing.push(`${addresses} download addresses: install with omit-lockfile-registry-resolved`);
if (missing.length > 0) {
  console.error(`package-lock.json is incomplete:\n${missing.join('\n')}`);
  process.exit(1);
}
console.log(`package-lock.json is complete: ${Object.keys(packages).length} entries`);
