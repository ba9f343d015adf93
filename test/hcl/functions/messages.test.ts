import { describe, expect, it } from '@jest/globals';
import { errorsOf, terraformAbsent } from '../../support/terraform-console/console.ts';
import { messageOf } from '../../support/terraform-console/evaluate-text.ts';

if (terraformAbsent !== null) process.emitWarning(terraformAbsent);
const judged = terraformAbsent === null ? it : it.skip;

/** Refusals that people meet; those whose message would name a value are worded otherwise. */
const REFUSED_CALLS = [
  'concat("a")',
  'concat(null)',
  'concat()',
  'element([], 0)',
  'element(["a"], "x")',
  'lookup({ a = 1 }, "b")',
  'lookup(tomap({ a = 1 }), "b")',
  'lookup(tomap({ a = 1 }), "b", "x")',
  'lookup([1], 0)',
  'tonumber([])',
  'tolist("a")',
  'tomap([1])',
  'toset({ a = 1 })',
  'coalesce(null, "")',
  'coalesce([1], "a")',
  'coalescelist([])',
  'zipmap(["a"], [1, 2])',
  'one([1, 2])',
  'slice([1], 0, 3)',
  'slice([1], -1, 0)',
  'setproduct(["a"])',
  'cidrsubnet("10.0.0.0/8", 8, 256)',
  'cidrsubnet("10.0.0.0/8", 25, 1)',
  'cidrhost("10.0.0.0/31", 5)',
  'regex("a", "b")',
  'join(",", [null])',
  'join(",", "a")',
  'keys([1])',
  'index([], 1)',
  'index([1], 2)',
  'range(5000)',
  'sort([null])',
  'upper([])',
  'alltrue([1])',
  'sum([])',
  'setunion(["a"], null)',
  'compact([[1]])',
  'distinct("a")',
  'reverse("a")',
  'transpose({ a = "x" })',
];

describe('a refused call', () => {
  judged('says what Terraform says', async () => {
    const theirs = await errorsOf(REFUSED_CALLS);
    const differences = REFUSED_CALLS.flatMap((call, index) => {
      const ours = messageOf(call);
      return ours === theirs[index] ? [] : [{ call, ours, terraform: theirs[index] }];
    });
    expect(differences).toEqual([]);
  });
});
