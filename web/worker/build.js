// @ts-check
/** Which files the built site has, and that the page and the site are of one build. */

/**
 * @param {{siteRoot: string, buildId: string}} options
 * @returns {Promise<Record<string, number>>} bytes of every file of the site, by relative address
 */
export async function readBuild({ siteRoot, buildId }) {
  const response = await fetch(new URL('build.json', siteRoot));
  if (!response.ok) throw new Error(`build.json could not be read: HTTP status ${response.status}`);
  const build = await response.json();
  if (build.id !== buildId)
    throw new Error(`This page is build ${buildId}, the site is now ${build.id}: reload the page.`);
  return build.files;
}

/**
 * Addresses and sizes of the files whose names match one of the patterns.
 * @param {string} siteRoot
 * @param {Record<string, number>} sizes   as `readBuild` gives them
 * @param {RegExp[]} patterns
 */
export function filesOfBuild(siteRoot, sizes, patterns) {
  return Object.entries(sizes)
    .filter(([name]) => patterns.some((pattern) => pattern.test(name)))
    .map(([name, bytes]) => ({ url: new URL(name, siteRoot).href, bytes }));
}
