import { parentPort } from 'node:worker_threads';
import type { DayColumns } from './day-connections.ts';
import type { DayFlows } from './day-flows.ts';
import { learnDay } from './learn-day.ts';
import type { Known } from './lessons.ts';
import { type Claim, OwnReader, type ReadWatch } from './log-reader.ts';
import { orientDay } from './orient-day.ts';
import { freeSharedMemory, MUCH_SHARED } from './shared-memory.ts';
import type { Answer, Task, Word } from './thread-words.ts';

/** The other side of `threads.ts`: what runs in each thread. */
if (!parentPort) throw new Error('this file is run by a thread');
const port = parentPort;
const say = (word: Word, transfer: ArrayBuffer[] = []) => port.postMessage(word, transfer);

let answerClaim: (granted: boolean) => void = () => undefined;
let goOn: () => void = () => undefined;
const watch: ReadWatch = {
  onPart(days) {
    if (isStopped) throw new Error('the thread was stopped');
    say({ kind: 'part', days });
    return new Promise((resolve) => {
      goOn = resolve;
    });
  },
  onBytes: (bytes) => say({ kind: 'bytes', bytes }),
};
const claim: Claim = (hash) => {
  say({ kind: 'claim', hash });
  return new Promise((resolve) => {
    answerClaim = resolve;
  });
};
const reader = new OwnReader(claim, undefined, null, () => say({ kind: 'scans' }));
let known: Known | null = null;
let isStopped = false;

port.on('message', (task: Task) => {
  if (task.kind === 'claimed') answerClaim(task.granted);
  else if (task.kind === 'taken') {
    freeSharedMemory();
    goOn();
  } else if (task.kind === 'stop') void stop();
  else {
    answer(task).then(
      (word) => say(word, word.kind === 'flows' ? buffersOf(word.value) : []),
      (error) => say({ kind: 'failed', error }),
    );
  }
});

/** Whatever it is waiting for does not come any more. */
async function stop(): Promise<void> {
  isStopped = true;
  answerClaim(false);
  goOn();
  await reader.stop();
  say({ kind: 'stopped' });
}

async function answer(
  task: Exclude<Task, { kind: 'claimed' | 'taken' | 'stop' }>,
): Promise<Answer> {
  switch (task.kind) {
    case 'read':
      return { kind: 'reading', value: await reader.read(task.path, task.logFormat, watch) };
    case 'flush':
      return { kind: 'days', value: await reader.flush() };
    case 'close':
      await reader.close();
      return { kind: 'closed', value: null };
    case 'learn':
      makeRoomFor(task.day);
      return { kind: 'lessons', value: learnDay(task.day) };
    case 'know':
      known = task.known;
      return { kind: 'known', value: null };
    case 'orient':
      if (!known) throw new Error('a day is oriented before anything is known');
      makeRoomFor(task.day);
      return { kind: 'flows', value: orientDay(task.day, known) };
  }
}

/** A thread is given day after day, and makes no garbage by which V8 would notice that those before are given up. */
let bytesBefore = 0;
function makeRoomFor({ words }: DayColumns): void {
  if (bytesBefore >= MUCH_SHARED) freeSharedMemory();
  bytesBefore = words.byteLength;
}

function buffersOf({ sums, openerPorts, sets, order }: DayFlows): ArrayBuffer[] {
  return [sums.buffer, openerPorts.buffer, sets.buffer, order.buffer];
}
