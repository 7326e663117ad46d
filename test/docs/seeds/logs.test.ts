import { findSigns } from '../../../src/domain/spark/logs/find-signs';
import { runHere } from '../../cli/buffer-io';
import { matchesPart } from './page';
import { piece } from './pieces';
import { SILENT } from './reasons/logs';

const LOGS = { executor: '001[3]', service: '001[4]' } as const;

const linesOf = (id: string) =>
  piece(id)
    .split('\n')
    .filter((line) => line.trim() !== '');
/** Without the time, and with what the class is called in short. */
const said = (line: string) => line.replace(/^\S+ \S+ INFO (?:\w+\.)*(\w+): /, '$1: ');

interface Told {
  readonly line: string;
  readonly signs: readonly string[];
}
const told = (id: string): readonly Told[] =>
  linesOf(id).map((line) => ({
    line: said(line),
    signs: findSigns(line).findings.map(({ sign }) => `\`${sign.id}\` (${sign.grade})`),
  }));

const ALL = Object.values(LOGS).flatMap(told);

test('every line is a sign, or is known to be none, and none is both', () => {
  const silent = ALL.filter(({ signs }) => signs.length === 0).map(({ line }) => line);
  expect(silent).toEqual(Object.keys(SILENT));
});

test('no line is a bad sign', () => {
  expect(ALL.filter(({ signs }) => signs.some((one) => one.endsWith('(bad)')))).toEqual([]);
});

test('001 logs are those of the page', () => {
  const rows = ALL.map(({ line, signs }) => {
    const what = signs.length > 0 ? signs.join(', ') : `none: ${SILENT[line]}`;
    return `| \`${line.length > 110 ? `${line.slice(0, 109)}…` : line}\` | ${what} |`;
  });
  matchesPart('001 logs', `${['| line | [sign](verify.md#signs) |', '|---|---|', ...rows].join('\n')}\n`);
});

test.each([
  ['executor', ['executor'], ['remote-fetches', 'blocks-read']],
  [
    'service',
    ['service'],
    ['service-app-registered', 'service-executor-registered', 'service-app-timed-out', 'service-app-removed'],
  ],
] as const)('mesos-spark logs analyze knows the log of the %s', async (log, processes, signs) => {
  const { stdout } = await runHere(['logs', 'analyze', '-', '-o', 'json'], [piece(LOGS[log])]);
  const answer = JSON.parse(stdout) as { processes: unknown; found: readonly { sign: string }[] };
  expect(answer.processes).toEqual(processes);
  expect(answer.found.map(({ sign }) => sign).sort()).toEqual([...signs].sort());
});
