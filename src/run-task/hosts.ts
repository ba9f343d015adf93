import { SgauditError } from '../model/problem.ts';

/** Where a task's token may be sent, and where a plan may come from. */
export interface Hosts {
  /** `app.terraform.io`, or of Terraform Enterprise; with a port where it has one. */
  readonly api: string;
  /** Where the API sends for a plan, without the token. */
  readonly archive: string;
}

export const HCP_TERRAFORM: Hosts = {
  api: 'app.terraform.io',
  archive: 'archivist.terraform.io',
};

/**
 * The address, when it is one of these hosts by TLS; a host of this very machine needs none.
 * @throws SgauditError `run-task-host`: a signed request could still have been made to send a token elsewhere
 */
export function allowedUrl(text: string, hosts: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(url?.host ?? '');
  const secure = url?.protocol === 'https:' || (local && url?.protocol === 'http:');
  if (url && secure && hosts.includes(url.host) && url.username === '' && url.password === '') {
    return url;
  }
  throw new SgauditError(
    'run-task-host',
    `${url ? url.origin : 'an address of the request'} is not https://${hosts[0]} (--tfe-host)`,
  );
}
