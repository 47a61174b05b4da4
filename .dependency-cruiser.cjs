/**
 * Who may import whom. Default deny: a folder may import itself and what its line below names, nothing else.
 * The table is the one of ARCHITECTURE.md; `test/architecture` proves that every rule here still bites.
 */
const main = (...rooms) => rooms.map((room) => `src-main/${room}/`);
const everywhere = ['shared/'];
const ground = [...everywhere, ...main('base')];
const second = main('settings', 'database', 'ffmpeg', 'media-file', 'metrics', 'relay', 'discovery', 'rtsp');
const fourth = [...second, ...main('catalogue', 'probe', 'storage')];
const capabilities = [
  'cameras',
  'ingest',
  'retention',
  'safekeeping',
  'coverage',
  'consistency',
  'health',
  'playback',
  'live',
  'motion',
  'remux',
  'upload',
];

const rooms = {
  shared: [],
  'src-main/base': everywhere,
  'src-main/rtsp': ground,
  'src-main/settings': ground,
  'src-main/database': ground,
  'src-main/ffmpeg': ground,
  'src-main/media-file': ground,
  'src-main/metrics': ground,
  'src-main/relay': [...ground, ...main('rtsp')],
  'src-main/discovery': [...ground, ...main('ffmpeg', 'relay')],
  'src-main/catalogue': [...ground, ...main('database')],
  'src-main/probe': [...ground, ...main('media-file', 'ffmpeg')],
  'src-main/storage': [...ground, ...main('catalogue', 'settings')],
  'src-main/demo': [...ground, ...main('rtsp', 'media-file', 'ffmpeg')],
  ...Object.fromEntries(capabilities.map((room) => [`src-main/${room}`, [...ground, ...fourth]])),
  'src-main/events': [...ground, ...fourth, ...main('remux')],
  'src-main/media': [...ground, ...main('playback', 'live')],
  'src-main/recorder': ['src-main/(?!api/|hosts/)', 'shared/'],
  'src-main/api': [...ground, ...main('media'), 'src-main/recorder/facade\\.ts$'],
  'src-main/hosts/common': [...ground, ...main('api', 'media', 'recorder', 'settings')],
  'src-main/hosts/node': [...ground, ...main('api', 'media', 'recorder', 'settings', 'hosts/common')],
  'src-main/hosts/electron': [...ground, ...main('api', 'media', 'recorder', 'settings', 'hosts/common')],
  'src-main/hosts/cli': [...ground, ...main('api', 'media', 'recorder', 'settings')],
  'src-renderer/lib': ['shared/model/', 'shared/contract/names\\.ts$'],
  'src-renderer/ui': ['src-renderer/lib/', 'shared/model/', 'shared/contract/names\\.ts$'],
  'src-renderer/player': ['src-renderer/lib/', 'shared/model/', 'shared/contract/names\\.ts$'],
  'src-renderer/bridge': [
    'src-renderer/lib/',
    'shared/model/',
    'shared/contract/(names|client|codec|jsonrpc)\\.ts$',
  ],
  'src-renderer/state': ['src-renderer/(bridge|lib)/', 'shared/model/', 'shared/contract/names\\.ts$'],
  'src-renderer/features': [
    'src-renderer/(ui|lib|player|state|bridge)/',
    'shared/model/',
    'shared/contract/names\\.ts$',
  ],
  'src-renderer/app': ['src-renderer/', 'shared/model/', 'shared/contract/names\\.ts$'],
};

const packages = {
  electron: ['src-main/hosts/electron/'],
  'better-sqlite3': ['src-main/(database|catalogue)/'],
  ws: ['src-main/hosts/node/'],
  zod: ['shared/contract/[a-z-]*schemas', 'src-main/(settings|api|relay|recorder|ingest|discovery)/'],
  pino: ['src-main/base/'],
  'pino-roll': ['src-main/base/'],
  'prom-client': ['src-main/metrics/'],
  'temporal-polyfill': ['src-renderer/lib/', 'shared/'],
  react: ['src-renderer/'],
  'react-dom': ['src-renderer/'],
  'lucide-react': ['src-renderer/'],
  'radix-ui': ['src-renderer/ui/'],
  zustand: ['src-renderer/state/'],
  'hls.js': ['src-renderer/player/', 'src-renderer/vite-env\\.d\\.ts$'],
};

const builtins = {
  child_process: ['src-main/ffmpeg/', 'src-main/hosts/node/open-browser\\.ts$'],
  'net|tls': ['src-main/(relay|demo)/'],
  // The relay may lose no frame to a busy main thread; a check of the whole catalogue would make it busy for seconds.
  worker_threads: ['src-main/(relay|safekeeping)/'],
  'http|https|http2': ['src-main/hosts/node/', 'src-main/discovery/'],
  'dgram|cluster|inspector|vm|repl': [],
};

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room ${room}`,
  severity: 'error',
  comment: `${room} may import itself and: ${allowed.join(' ') || 'nothing of ours'}`,
  from: { path: `^${room}/` },
  to: { path: '^(src-main|src-renderer|shared)/', pathNot: [`^${room}/`, ...allowed.map((p) => `^${p}`)] },
}));

const packageRules = Object.entries(packages).map(([name, owners]) => ({
  name: `door ${name}`,
  severity: 'error',
  from: { path: '^(src-main|src-renderer|shared)/', pathNot: owners.map((p) => `^${p}`) },
  to: { path: `(^|/)node_modules/${name.replace('.', '\\.')}(/|$)|^${name.replace('.', '\\.')}$` },
}));

const builtinRules = Object.entries(builtins).map(([names, owners]) => ({
  name: `door node:${names}`,
  severity: 'error',
  from: { path: '^(src-main|src-renderer|shared)/', pathNot: owners.map((p) => `^${p}`) },
  // A type alone opens no door.
  to: { path: `^(node:)?(${names})(/|$)`, dependencyTypes: ['core'], dependencyTypesNot: ['type-only'] },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    ...packageRules,
    ...builtinRules,
    {
      name: 'no room for this file',
      severity: 'error',
      comment:
        'A file that no room describes: give the room its line above and its sentence in ARCHITECTURE.md.',
      from: {
        path: '^(src-main|src-renderer|shared)/',
        pathNot: [
          ...Object.keys(rooms).map((room) => `^${room}/`),
          '^src-renderer/(main\\.tsx|vite-env\\.d\\.ts)$',
        ],
      },
      to: {},
    },
    {
      name: 'features stay apart',
      severity: 'error',
      from: { path: '^src-renderer/features/([^/]+)/' },
      to: { path: '^src-renderer/features/', pathNot: '^src-renderer/features/$1/' },
    },
    {
      name: 'no node in shared or window',
      severity: 'error',
      from: { path: '^(shared|src-renderer)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'unlisted package',
      severity: 'error',
      comment: 'Every npm package has a door above.',
      from: { path: '^(src-main|src-renderer|shared)/' },
      to: {
        path: 'node_modules/',
        pathNot: Object.keys(packages).map((name) => `node_modules/${name.replace('.', '\\.')}(/|$)`),
      },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.css', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'default', 'require'],
      mainFields: ['module', 'main'],
    },
    builtInModules: { add: ['electron'] },
  },
};
