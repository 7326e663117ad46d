import type { SignCount } from '../domain/spark/logs/log-reading';
import type { LogVerdict } from '../domain/spark/logs/log-verdict';
import type { Sign } from '../domain/spark/logs/sign';
import { EXIT, type ExitCode } from './io';
import { table } from './table';

/** Values of a sign that the table shows. */
const SHOWN = 3;

/** A table of what was found, then each sign that has a remedy, as all bad ones do, with its meaning and its first line. */
export function logsText(verdict: LogVerdict): string {
  const { found, missing } = verdict;
  const rows = found.map((one) => [one.sign.grade, one.sign.id, `${one.count}`, valuesText(one), place(one)]);
  return [
    rows.length === 0 ? '' : table([['GRADE', 'SIGN', 'LINES', 'VALUES', 'FIRST'], ...rows]),
    ...found.filter(({ sign }) => sign.remedy !== undefined).map(explained),
    missing.length === 0 ? '' : `\nmissing, though their logs are here:\n${missingTable(missing)}`,
    `\n${sentence(verdict)}\n`,
  ].join('');
}

const place = ({ firstFile, firstLine }: SignCount) => `${firstFile}:${firstLine}`;

function valuesText({ sign, sum, values }: SignCount): string {
  const parts = Object.entries(values)
    .filter(([name]) => name !== sign.sum)
    .map(([name, all]) => {
      const more = all.length > SHOWN ? ', …' : '';
      return `${name}: ${all.slice(0, SHOWN).map(short).join(', ')}${more}`;
    });
  return [...(sum === undefined ? [] : [`${sign.sum}: ${sum}`]), ...parts].join('; ').slice(0, 100);
}

const short = (value: string) => (value.length > 40 ? `${value.slice(0, 39)}…` : value);

function explained({ sign, example, firstFile, firstLine }: SignCount): string {
  return [
    `\n${sign.id}: ${sign.means}\n`,
    `  remedy: ${sign.remedy ?? ''}\n`,
    `  ${firstFile}:${firstLine}: ${example}\n`,
  ].join('');
}

function missingTable(missing: readonly Sign[]): string {
  return table(missing.map(({ process, id, means }) => [`  ${process}`, id, means]));
}

/** The verdict as a sentence. */
export function sentence({ status, found, missing, processes, lines }: LogVerdict): string {
  const of = `${lines} lines of ${processes.length === 0 ? 'nothing known' : processes.join(', ')}`;
  const bad = found.filter(({ sign }) => sign.grade === 'bad').length;
  switch (status) {
    case 'bad':
      return `${of}: ${bad} bad signs`;
    case 'incomplete':
      return `${of}: no bad sign, ${missing.length} good ones missing`;
    case 'unknown':
      return `${of}: found no line of a driver, an executor or a shuffle service; are they logged at INFO?`;
    case 'good':
      return `${of}: no bad sign, every good one is there`;
  }
}

/** What `--output json` prints; the keys of the verdict with the signs' own texts. */
export function logsJson(verdict: LogVerdict): object {
  const { status, lines, processes, found, missing } = verdict;
  return {
    status,
    lines,
    processes,
    found: found.map(({ sign, ...rest }) => ({ ...about(sign), ...rest })),
    missing: missing.map(about),
  };
}

function about({ id, process, grade, means, remedy }: Sign): object {
  return { sign: id, process, grade, means, ...(remedy === undefined ? {} : { remedy }) };
}

/** 0 all good, 1 a bad sign, 3 something that should be there is not. */
export function exitCodeOfLogs({ status }: LogVerdict): ExitCode {
  if (status === 'bad') return EXIT.failed;
  return status === 'good' ? EXIT.done : EXIT.notYet;
}
