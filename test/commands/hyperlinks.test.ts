import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { fileLinks, showsLinks } from '../../src/commands/hyperlinks.ts';

describe('links in a terminal', () => {
  it.each([
    ['a terminal that is known to open them', { TERM_PROGRAM: 'WezTerm' }, true],
    ['a terminal made with VTE', { VTE_VERSION: '7600' }, true],
    ['an old one', { VTE_VERSION: '4205' }, false],
    ['an unknown one', { TERM: 'xterm-256color' }, false],
    ['a pipeline', { TERM_PROGRAM: 'vscode', CI: 'true' }, false],
    ['a multiplexer', { TERM_PROGRAM: 'WezTerm', TMUX: '/tmp/tmux' }, false],
    ['one that is told to', { FORCE_HYPERLINK: '1' }, true],
    ['one that is told not to', { TERM_PROGRAM: 'WezTerm', FORCE_HYPERLINK: '0' }, false],
  ])('are there in %s or not', (_, environment, expected) => {
    expect(showsLinks(environment, true)).toBe(expected);
  });

  it('are not there in a pipe', () => {
    expect(showsLinks({ TERM_PROGRAM: 'WezTerm' }, false)).toBe(false);
  });

  it('are addresses of printable ASCII, whatever the file is called', () => {
    expect(fileLinks('/srv/infra')('web/main.tf')).toBe(
      `file://${hostname()}/srv/infra/web/main.tf`,
    );
    const hostile = fileLinks('/srv')('\u001b]8;;\u0007 安全组#?.tf');
    expect(hostile).toMatch(/^file:\/\/[\x21-\x7e]+$/);
    expect(hostile).not.toMatch(/[#?]/);
  });
});
