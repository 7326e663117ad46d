/** As Marathon writes times: ISO 8601 in UTC with milliseconds. */
export function isoTime(millis: number): string {
  return new Date(millis).toISOString();
}
