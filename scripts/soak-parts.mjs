/** The parts of `npm run soak`, in their default order, with about how long each takes on two cores. Plain data. */

/** `files` are words in the names of test files under test/integration, or of specs under test/e2e where `suite` says so. */
export const parts = [
  {
    name: 'faults',
    minutes: 5,
    files: ['app-faults'],
    what: 'cameras that misbehave, through the running app',
  },
  { name: 'kill', minutes: 20, files: ['kill-recovery'], what: 'kill -9 of app, FFmpeg and both' },
  {
    name: 'catalogue',
    minutes: 3,
    files: ['catalogue-kill', 'database-kill'],
    what: 'kill -9 inside the catalogue',
  },
];
