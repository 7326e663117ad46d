/** One of the five fields, with what its numbers may be and what may stand for them. */
interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: readonly string[];
  /** More than lists, ranges and steps. */
  readonly more?: RegExp;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** As Metronome defines them (dcos/metronome de4174d, CronSpec.scala). */
const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31, more: /^(L|\d{1,2}W|LW)$/ },
  { name: 'month', from: 1, to: 12, words: MONTHS },
  { name: 'day of week', from: 0, to: 7, words: DAYS, more: /^([0-7]L|[0-7]#[1-5])$/ },
  { name: 'year', from: 1970, to: 2099 },
];

/** What is wrong with a cron expression: five fields, and a year where one is wanted. Undefined: nothing. */
export function cronProblem(text: string): string | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length < 5 || parts.length > 6) {
    return 'five fields: minute, hour, day of month, month, day of week; and a year if you like';
  }
  const bad = parts.flatMap((part, i) => {
    const field = FIELDS[i];
    return field && !part.split(',').every((item) => isItem(item, field)) ? [field] : [];
  });
  const [first] = bad;
  return first && `a ${first.name} from ${first.from} to ${first.to}, as a list, range or step`;
}

function isItem(item: string, field: Field): boolean {
  if (field.more?.test(item)) return true;
  const [, range = '', step] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
  if (step !== undefined && Number(step) < 1) return false;
  if (range === '*') return true;
  const [low = '', high, ...rest] = range.split('-');
  const from = numberOf(low, field);
  const to = high === undefined ? from : numberOf(high, field);
  return rest.length === 0 && from !== undefined && to !== undefined && from <= to;
}

function numberOf(text: string, { from, to, words }: Field): number | undefined {
  const word = words?.indexOf(text.toUpperCase()) ?? -1;
  if (word >= 0) return word + (words === MONTHS ? 1 : 0);
  const number = /^\d{1,4}$/.test(text) ? Number(text) : -1;
  return number >= from && number <= to ? number : undefined;
}
