import type { DayColumns } from './day-connections.ts';
import type { Endpoints } from './endpoints.ts';
import { learnEndpoints } from './learn-endpoints.ts';
import { type SharedAddress, sharedAddresses } from './shared-addresses.ts';

/** What a day teaches about services and about the interfaces' own addresses. */
export interface DayLessons {
  readonly day: number;
  readonly endpoints: Endpoints;
  readonly shared: readonly SharedAddress[];
}

export function learnDay(day: DayColumns): DayLessons {
  return { day: day.day, endpoints: learnEndpoints(day), shared: sharedAddresses(day) };
}
