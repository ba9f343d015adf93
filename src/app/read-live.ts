import { captureEc2 } from '../aws/ec2/capture.ts';
import { joinCaptures, rulesOfCapture } from '../aws/ec2/live-rules.ts';
import type { Ec2Rules } from '../aws/ec2/rule-set.ts';
import { readInventoryFile } from '../aws/inventory-json.ts';
import type { Config } from '../config/config.ts';
import type { Capture } from '../model/inventory.ts';
import { inEachPlace } from './aws-places.ts';
import type { CommonRequest, RulesRequest } from './request.ts';

/** What EC2 answered. */
export interface LiveRead {
  readonly rules: Ec2Rules;
  /** Interfaces, groups and prefix lists of this moment. */
  readonly captures: readonly Capture[];
}

/**
 * Asks EC2 for groups, rules, interfaces and prefix lists; null where that was not wanted. Reads only.
 * @throws SgauditError `aws-…`
 */
export async function readLive(
  request: RulesRequest & CommonRequest,
  config: Config,
): Promise<LiveRead | null> {
  if (!request.live) return null;
  const capturedAt = new Date().toISOString();
  const captured = await inEachPlace(request, config, async ({ aws, region }) => {
    request.onProgress?.(`asking EC2 in ${region}`);
    const capture = await captureEc2(aws, region);
    const text = JSON.stringify({ ...capture, capturedAt });
    return {
      rules: rulesOfCapture(capture),
      inventory: readInventoryFile(text, `EC2 in ${region}`),
    };
  });
  return {
    rules: joinCaptures(captured.map(({ rules }) => rules)),
    captures: captured.map(({ inventory }) => inventory),
  };
}
