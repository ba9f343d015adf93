import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { IMPURE_FUNCTIONS } from '../../../src/hcl/functions/impure.ts';
import { PURE_FUNCTIONS } from '../../../src/hcl/functions/index.ts';
import {
  SUPPLIED_BY_EVALUATOR,
  SUPPLIED_BY_SCOPE,
  UNSUPPORTED,
} from '../../../src/hcl/functions/unsupported.ts';
import {
  evaluateBatch,
  REFUSED,
  terraformAbsent,
} from '../../support/terraform-console/console.ts';
import { jsonOf } from '../../support/terraform-console/evaluate-text.ts';
import { generatedCalls, type Signature } from './generated-calls.ts';

if (terraformAbsent !== null) process.emitWarning(terraformAbsent);
const judged = terraformAbsent === null ? describe : describe.skip;

/** Every function that Terraform itself names, with its parameters. */
function signaturesOfTerraform(): ReadonlyMap<string, Signature> {
  const rc = join(mkdtempSync(join(tmpdir(), 'terraform-metadata-')), 'terraform.rc');
  writeFileSync(rc, '');
  const text = execFileSync('terraform', ['metadata', 'functions', '-json'], {
    encoding: 'utf8',
    env: { ...process.env, TF_CLI_CONFIG_FILE: rc, CHECKPOINT_DISABLE: '1' },
  });
  const { function_signatures: signatures } = JSON.parse(text) as {
    function_signatures: Record<string, Signature>;
  };
  return new Map(Object.entries(signatures).filter(([name]) => !name.startsWith('core::')));
}

judged('the functions that terraform names', () => {
  let signatures: ReadonlyMap<string, Signature> = new Map();
  beforeAll(() => {
    signatures = signaturesOfTerraform();
  });

  it('are each implemented, supplied by another layer, or listed with a reason', () => {
    const known = [
      ...PURE_FUNCTIONS.keys(),
      ...SUPPLIED_BY_SCOPE,
      ...SUPPLIED_BY_EVALUATOR,
      ...Object.keys(UNSUPPORTED),
    ];
    expect([...known].sort()).toEqual([...signatures.keys()].sort());
  });

  it('take the same parameters', () => {
    for (const [name, definition] of PURE_FUNCTIONS) {
      const signature = signatures.get(name);
      expect({
        name,
        count: definition.parameters.length,
        more: definition.variadic !== undefined,
      }).toEqual({
        name,
        count: signature?.parameters?.length ?? 0,
        more: signature?.variadic_parameter !== undefined,
      });
    }
  });

  it('give the same for generated arguments, and refuse the same', async () => {
    const names = [...PURE_FUNCTIONS.keys()].filter(
      (name) => !(name in IMPURE_FUNCTIONS) && name !== 'sensitive',
    );
    const calls = names.flatMap((name, index) =>
      generatedCalls(name, signatures.get(name) ?? {}, CALLS_A_FUNCTION, index + SEED),
    );
    const printed = calls.map((call) => `jsonencode(${call})`);
    const theirs = await evaluateBatch(printed);
    const differences = printed.flatMap((expression, index) => {
      const ours = jsonOf(expression);
      return same(ours, theirs[index]) ? [] : [{ expression, ours, terraform: theirs[index] }];
    });
    expect(differences).toEqual([]);
    expect(theirs.filter((result) => result !== REFUSED).length).toBeGreaterThan(calls.length / 3);
  });
});

/** `pow` and `log` compute with 64-bit floats, whose last digits differ from machine to machine. */
const ROUNDING = 1e-12;

function same(ours: unknown, terraform: unknown): boolean {
  if (ours === terraform) return true;
  const [a, b] = [Number(ours), Number(terraform)];
  return ours !== REFUSED && terraform !== REFUSED && Math.abs(a - b) <= Math.abs(b) * ROUNDING;
}

const CALLS_A_FUNCTION = Number(process.env.CALLS ?? 40);
const SEED = Number(process.env.SEED ?? 20_260);
