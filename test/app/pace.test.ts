import { describe, expect, it } from '@jest/globals';
import { Pace } from '../../src/app/pace.ts';
import { messagesFor } from '../../src/messages/index.ts';

describe('how fast the work goes', () => {
  it('is told from the second second of a stage on, with the time that is left', () => {
    let now = 0;
    const pace = new Pace({ now: () => now });
    expect(pace.of('read', 10, 100)).toBe('');
    now = 900;
    expect(pace.of('read', 20, 100)).toBe('');
    now = 5000;
    expect(pace.of('read', 60, 100)).toBe(', 10/s, 4 s left');
    expect(pace.of('orient', 0, 30)).toBe('');
    now = 65_000;
    expect(pace.of('orient', 6, 30)).toBe(', 0.1/s, 4 min left');
  });

  it('says nothing while nothing moves, and speaks of amounts as it is told to', () => {
    let now = 0;
    const pace = new Pace({ format: (amount) => `${amount / 1e6} MB`, now: () => now });
    expect(pace.of('download', 0, 36_000e6)).toBe('');
    now = 2000;
    expect(pace.of('download', 0, 36_000e6)).toBe('');
    expect(pace.of('download', 2e6, 36_002e6)).toBe(', 1 MB/s, 10.0 h left');
  });

  it('is told in the language of the run', () => {
    let now = 0;
    const words = messagesFor('zh-CN').engines;
    const pace = new Pace({ left: words.left, now: () => now });
    pace.of('query', 0, 30);
    now = 5000;
    expect(words.progress('query', 10, 30) + pace.of('query', 10, 30)).toBe(
      '正在查询日期：10 / 30, 2.0/s, 剩余 10 s',
    );
  });
});
