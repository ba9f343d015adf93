import { NUMBER, STRING } from '../type.ts';
import { unknown, unknownFrom } from '../values.ts';
import type { HclFunction } from './function.ts';
import { parameter } from './results.ts';

/**
 * Functions whose result is not in the configuration: it hangs on the clock, on chance, on a secret,
 * or (`base64gzip`) on the compressor's own choices. They give an unknown text that names them.
 */
export const IMPURE_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  base64gzip: impure('base64gzip', [parameter('str', STRING)]),
  bcrypt: { ...impure('bcrypt', [parameter('str', STRING)]), variadic: parameter('cost', NUMBER) },
  plantimestamp: impure('plantimestamp', []),
  rsadecrypt: impure('rsadecrypt', [
    parameter('ciphertext', STRING),
    parameter('privatekey', STRING),
  ]),
  timestamp: impure('timestamp', []),
  uuid: impure('uuid', []),
};

function impure(name: string, parameters: HclFunction['parameters']): HclFunction {
  const notEmpty = name !== 'rsadecrypt';
  return {
    parameters,
    returns: STRING,
    call: (args) =>
      args.length === 0
        ? unknown(STRING, { references: [`${name}()`], notEmpty })
        : { ...unknownFrom(args, STRING, notEmpty), references: [`${name}()`] },
  };
}
