import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { execa } from 'execa';

/** LibreOffice: `SOFFICE`, else Debian's; null where there is none. */
export const SOFFICE: string | null =
  [process.env.SOFFICE, '/usr/bin/soffice'].find((path) => path && existsSync(path)) ?? null;

/** All sheets as CSV, quoted, values as they are shown, in UTF-8. */
const EVERY_SHEET = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';

/** Opens a workbook in LibreOffice and gives what each sheet shows, by the sheet's name. `folder` is scratch. */
export async function sheetsInLibreOffice(
  workbook: string,
  folder: string,
): Promise<ReadonlyMap<string, readonly (readonly string[])[]>> {
  if (SOFFICE === null) throw new Error('there is no LibreOffice here');
  const out = join(folder, 'csv');
  await execa(SOFFICE, [
    `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
    ...['--headless', '--convert-to', EVERY_SHEET, '--outdir', out, workbook],
  ]);
  return new Map(
    readdirSync(out).map((file) => [
      /^.*?-(.*)\.csv$/.exec(file)?.[1] ?? file,
      parse(readFileSync(join(out, file), 'utf8')) as string[][],
    ]),
  );
}
