import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The browser of the tests: `CHROMIUM`, else Debian's; null where there is none. */
export const CHROMIUM: string | null =
  [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path && existsSync(path)) ?? null;

/** A Chromium that asks nobody for anything. */
export function startChromium(): Promise<Browser> {
  if (CHROMIUM === null) throw new Error('there is no Chromium here');
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
