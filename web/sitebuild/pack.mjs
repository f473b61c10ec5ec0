// Packs Python for the site: `node pack.mjs PYODIDE PLAIN PACKED KEPT`, four folders. Bytecode is
// of one version of Python, so it is made by the very one that pages run.

import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const [pyodideFolder, ...folders] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href);
const python = await loadPyodide({
  indexURL: `${pyodideFolder}/`,
  // Columns of statements are a third of bytecode, and only serve to underline sources.
  env: { HOME: '/home/pyodide', PYTHONNODEBUGRANGES: '1' },
});
python.registerJsModule('aipixel_host', {});
for (const [i, name] of ['/plain', '/packed', '/kept'].entries())
  python.mountNodeFS(name, folders[i]);
const script = new URL('pack_in_pyodide.py', import.meta.url);
try {
  python.runPython(await readFile(script, 'utf8'), { filename: 'pack_in_pyodide.py' });
} catch (error) {
  console.error(error.message); // Node would print all of Pyodide's script before it
  process.exitCode = 1;
}
