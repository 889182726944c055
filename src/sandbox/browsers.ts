import { readdirSync } from 'node:fs';
import path from 'node:path';
import { existing } from './toolchains.js';

/** Where a person has the browsers of end-to-end tests: by variable, and in their home without one. */
const BROWSERS = {
  PLAYWRIGHT_BROWSERS_PATH: '.cache/ms-playwright',
  PUPPETEER_CACHE_DIR: '.cache/puppeteer',
  CYPRESS_CACHE_FOLDER: '.cache/Cypress',
};

/** Folders of browsers by version, and where in a cache folder the tool looks for them. */
export function browserFolders(): { from: string; inCache: string }[] {
  const { PLAYWRIGHT_BROWSERS_PATH, PUPPETEER_CACHE_DIR, CYPRESS_CACHE_FOLDER } = existing(BROWSERS);
  return [
    ...(PLAYWRIGHT_BROWSERS_PATH ? [{ from: PLAYWRIGHT_BROWSERS_PATH, inCache: 'ms-playwright' }] : []),
    ...(CYPRESS_CACHE_FOLDER ? [{ from: CYPRESS_CACHE_FOLDER, inCache: 'Cypress' }] : []),
    // Puppeteer has a folder for each browser.
    ...namesIn(PUPPETEER_CACHE_DIR).map((browser) => ({
      from: path.join(PUPPETEER_CACHE_DIR!, browser),
      inCache: path.join('puppeteer', browser),
    })),
  ];
}

const namesIn = (folder: string | undefined): string[] =>
  folder
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];
