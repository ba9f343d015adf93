import type { GluePartition, GlueTable } from '../aws/athena/glue.ts';
import type { AwsAccess } from '../aws/clients.ts';
import { type DuplicateObjects, likelyDuplicates } from '../aws/s3/duplicates.ts';
import { PARALLEL_LISTINGS, S3Listing } from '../aws/s3/listing.ts';
import { parseS3Url } from '../aws/s3/location.ts';
import { mapParallel } from '../aws/s3/parallel.ts';
import { type DayRange, daysIn } from '../flowlogs/table/day-range.ts';
import { type DayPartition, delivered, formatDay } from '../flowlogs/table/partitions.ts';
import type { AthenaShape } from './athena-shape.ts';

/** What queries have to read. */
export interface ScanEstimate {
  /** Of the objects; of columnar files they read less. */
  readonly bytes: number;
  /** Objects that hold the same records, it seems: a table counts these twice. */
  readonly duplicates: readonly DuplicateObjects[];
}

/**
 * What queries for these ranges have to read. Null where the places of partitions cannot be told: an injected value, a
 * view.
 */
export async function estimateScan(
  aws: AwsAccess,
  glue: GlueTable,
  { partition, partitions }: AthenaShape,
  ranges: readonly DayRange[],
): Promise<ScanEstimate | null> {
  if (glue.location === null) return null;
  const { location } = glue;
  if (partition.kind === 'none')
    return estimateOf(
      aws,
      ranges.map(() => location),
    );
  // Where queries share a day, both read it.
  const days = ranges.flatMap((range) => daysIn(delivered(range)));
  const places = projected(glue)
    ? projectedPlaces(glue, location, partition, days)
    : registeredPlaces(await partitions(), glue, partition, days);
  return places === null ? null : estimateOf(aws, places);
}

/** `places` may name one more than once: it is listed once, and read as often. */
async function estimateOf(aws: AwsAccess, places: readonly string[]): Promise<ScanEstimate> {
  const listing = new S3Listing(aws);
  const distinct = [...new Set(places)];
  const objects = await mapParallel(distinct, PARALLEL_LISTINGS, (place) =>
    listing.all(parseS3Url(place)),
  );
  const byPlace = new Map(distinct.map((place, at) => [place, objects[at] ?? []]));
  const sizeOf = (place: string) =>
    (byPlace.get(place) ?? []).reduce((sum, { size }) => sum + size, 0);
  return {
    bytes: places.reduce((sum, place) => sum + sizeOf(place), 0),
    duplicates: likelyDuplicates(byPlace),
  };
}

function projected({ parameters }: GlueTable): boolean {
  return parameters['projection.enabled']?.toLowerCase() === 'true';
}

/** The folders of these days by partition projection, for all values of its other columns. */
function projectedPlaces(
  { parameters, partitionKeys }: GlueTable,
  location: string,
  partition: DayPartition,
  days: readonly string[],
): string[] | null {
  const byHive = partitionKeys.map(({ name }) => `${name}=\${${name}}`).join('/');
  const template =
    parameters['storage.location.template'] ?? `${location.replace(/\/$/, '')}/${byHive}`;
  let places = days.map((day) => withDay(template, partition, parameters, day));
  for (const { name } of partitionKeys) {
    const mark = `\${${name}}`;
    if (!places.some((place) => place.includes(mark))) continue;
    const values = parameters[`projection.${name}.values`]?.split(',');
    if (!values) return null;
    places = places.flatMap((place) => values.map((value) => place.replaceAll(mark, value.trim())));
  }
  return places;
}

function withDay(
  template: string,
  partition: DayPartition,
  parameters: Readonly<Record<string, string>>,
  day: string,
): string {
  switch (partition.kind) {
    case 'none':
      return template;
    case 'parts': {
      const [year = '', month = '', date = ''] = day.split('-');
      return template
        .replaceAll(`\${${partition.year.name}}`, year)
        .replaceAll(`\${${partition.month.name}}`, month)
        .replaceAll(`\${${partition.day.name}}`, date);
    }
    case 'date':
    case 'text': {
      const { column } = partition;
      const format = partition.kind === 'text' ? partition.format : 'yyyy-MM-dd';
      const written = parameters[`projection.${column}.format`] ?? format;
      const value = formatDay(day, written);
      // Hours lie in folders of the day.
      const whole = value.replace(/[/-]HH.*$/, '');
      const filled = template.replaceAll(`\${${column}}`, whole);
      return whole === value ? filled : filled.slice(0, filled.indexOf(whole) + whole.length);
    }
  }
}

/** The places of the partitions that are registered in Glue for these days. */
function registeredPlaces(
  partitions: readonly GluePartition[],
  glue: GlueTable,
  partition: DayPartition,
  days: readonly string[],
): string[] {
  const keys = glue.partitionKeys.map((key) => key.name);
  const places = new Map<string, string[]>();
  for (const { values, location } of partitions) {
    const day = dayOf(partition, (column) => values[keys.indexOf(column)] ?? '');
    if (location !== null) places.set(day, [...(places.get(day) ?? []), location]);
  }
  return days.flatMap((day) => places.get(day) ?? []);
}

function dayOf(partition: DayPartition, keyValue: (column: string) => string): string {
  if (partition.kind === 'none') return '';
  const text =
    partition.kind === 'parts'
      ? [partition.year, partition.month, partition.day]
          .map(({ name }) => keyValue(name).padStart(2, '0'))
          .join('')
      : keyValue(partition.column);
  const digits = text.replace(/\D/g, '');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
}
