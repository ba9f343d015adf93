import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { validateXML } from 'xmllint-wasm';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/exchange/${name}`, import.meta.url), 'utf8');

/** What a schema of `test/fixtures/exchange` does not allow. */
export function schemaProblems(name: string, value: unknown): string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  const validate = ajv.compile(JSON.parse(fixture(`${name}.schema.json`)));
  validate(value);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

/** What libxml2 says of a JUnit file, by the XSD of `test/fixtures/exchange`. */
export async function junitProblems(xml: string): Promise<string[]> {
  const result = await validateXML({
    xml: { fileName: 'junit.xml', contents: xml },
    schema: { fileName: 'junit.xsd', contents: fixture('junit.xsd') },
  });
  return result.errors.map((error) => error.rawMessage);
}
