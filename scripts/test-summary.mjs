/** Reads the reports of the test runners into one shape: {name, passed, failed, skipped: [{title, reason}]}. */
import fs from 'node:fs';

function read(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A runner that broke before or after its tests counts as one failure, so that nothing passes in silence. */
function settle(name, passed, failed, skipped, ended) {
  const broke = passed + failed === 0 || (!ended && failed === 0);
  return { name, passed, failed: failed + (broke ? 1 : 0), skipped };
}

export function readVitest(name, file, ended) {
  const tests = (read(file)?.testResults ?? []).flatMap((suite) => suite.assertionResults);
  const skipped = tests.filter((test) => !['passed', 'failed'].includes(test.status));
  return settle(
    name,
    tests.filter((test) => test.status === 'passed').length,
    tests.filter((test) => test.status === 'failed').length,
    skipped.map((test) => ({ title: test.fullName, reason: test.meta?.skipReason ?? test.status })),
    ended,
  );
}

export function readPlaywright(name, file, ended) {
  const report = read(file);
  const specs = [];
  const walk = (suite) => {
    specs.push(...(suite.specs ?? []));
    for (const inner of suite.suites ?? []) walk(inner);
  };
  for (const suite of report?.suites ?? []) walk(suite);
  const tests = specs.flatMap((spec) => spec.tests.map((test) => ({ title: spec.title, test })));
  const skipped = tests.filter(({ test }) => test.status === 'skipped');
  return settle(
    name,
    tests.filter(({ test }) => test.status === 'expected' || test.status === 'flaky').length,
    tests.filter(({ test }) => test.status === 'unexpected').length,
    skipped.map(({ title, test }) => ({ title, reason: test.annotations?.[0]?.description ?? 'skipped' })),
    ended,
  );
}

/** Prints the skips and the closing line, keeps both in a file for CI; true when nothing failed. */
export function writeSummary(file, suites) {
  const sum = (pick) => suites.reduce((total, suite) => total + pick(suite), 0);
  const passed = sum((suite) => suite.passed);
  const failed = sum((suite) => suite.failed);
  const skipped = suites.flatMap((suite) => suite.skipped);
  if (file) fs.writeFileSync(file, JSON.stringify({ suites, passed, failed, skipped }));
  if (skipped.length > 0) console.log('Not run on this machine:');
  for (const { title, reason } of skipped) console.log(`  ${title}: ${reason}`);
  for (const suite of suites) console.log(`  ${suite.name}: ${suite.passed} passed, ${suite.failed} failed`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}
