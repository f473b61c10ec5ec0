// Packs Python for the site: `node pack.mjs PYODIDE PLAIN PACKED KEPT`, four folders. Bytecode is
// of one version of Python, so it is made by the very one that pages run.

import { fileURLToPath, pathToFileURL } from 'node:url';

const [pyodideFolder, ...folders] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`).href);
const python = await loadPyodide({
  indexURL: `${pyodideFolder}/`,
  // Columns of statements are a third of bytecode, and only serve to underline sources.
  env: { HOME: '/home/pyodide', PYTHONNODEBUGRANGES: '1' },
});
python.registerJsModule('aipixel_host', {});
const places = { '/plain': folders[0], '/packed': folders[1], '/kept': folders[2] };
const ours = fileURLToPath(new URL('..', import.meta.url));
for (const [place, folder] of Object.entries({ ...places, '/web': ours }))
  python.mountNodeFS(place, folder);
try {
  python.runPython(`
import sys
from pathlib import Path
sys.path.append("/web")
from sitebuild.pack_in_pyodide import main
main(*map(Path, ${JSON.stringify(Object.keys(places))}))
`);
} catch (error) {
  console.error(error.message); // Node would print all of Pyodide's script before it
  process.exitCode = 1;
}
