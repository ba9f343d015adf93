/** Why no edit can be offered, in words for the finding. */
export class Refusal extends Error {}
