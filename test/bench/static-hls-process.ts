/** Floor of row 10: a plain server of ready-made HLS files on 127.0.0.1, in a process of its own. Argument: their folder. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const folder = process.argv[2] ?? '';
const types: Readonly<Record<string, string>> = { '.m3u8': 'application/vnd.apple.mpegurl' };

const server = createServer((request, response) => {
  const name = path.basename(new URL(request.url ?? '/', 'http://127.0.0.1').pathname);
  const file = path.join(folder, name);
  stat(file).then(
    ({ size }) => {
      response.writeHead(200, {
        'content-type': types[path.extname(name)] ?? 'video/mp4',
        'content-length': size,
        'cache-control': 'no-store',
        'access-control-allow-origin': '*',
      });
      createReadStream(file).pipe(response);
    },
    () => response.writeHead(404).end(),
  );
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
