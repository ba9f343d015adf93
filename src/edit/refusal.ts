import { REFUSAL_MESSAGES_EN, type RefusalMessages } from '../messages/refusals.ts';

/** Why no edit can be offered, in words for the finding. */
export class Refusal extends Error {
  readonly say: (words: RefusalMessages) => string;

  constructor(say: (words: RefusalMessages) => string) {
    super(say(REFUSAL_MESSAGES_EN));
    this.say = say;
  }
}
