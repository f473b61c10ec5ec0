// Compresses files as small as they get: `node compress.mjs JOBS`, where the file JOBS lists
// them as JSON, [{"source": path, "target": path, "method": "br" or "gz"}].

import { readFile, rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
const LARGEST_WINDOW = 24;

const METHODS = {
  br: (content) =>
    promisify(zlib.brotliCompress)(content, {
      params: {
        [BROTLI_PARAM_QUALITY]: 11,
        [BROTLI_PARAM_LGWIN]: LARGEST_WINDOW,
        [BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
  gz: (content) => promisify(zlib.gzip)(content, { level: 9 }),
};

async function work(jobs) {
  for (let job = jobs.pop(); job; job = jobs.pop()) {
    const packed = await METHODS[job.method](await readFile(job.source));
    await writeFile(`${job.target}.part`, packed);
    await rename(`${job.target}.part`, job.target);
  }
}

const jobs = JSON.parse(await readFile(process.argv[2], 'utf8'));
await Promise.all(Array.from({ length: availableParallelism() }, () => work(jobs)));
