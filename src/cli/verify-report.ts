import { type Check, checks, type Outcome, overall } from '../domain/spark/verify/checks';
import { EXIT, type ExitCode } from './io';
import { logsJson, logsText } from './logs-report';
import { table } from './table';

const WORDS = { passed: 'ok', failed: 'FAILED', undecided: '?' } as const;

const SENTENCES = {
  passed: 'The shuffle service and dynamic allocation work.',
  failed: 'The shuffle service or dynamic allocation does not work.',
  undecided: 'Not decided: the job did not come far enough.',
} as const;

export interface VerifyReport {
  readonly text: string;
  readonly json: object;
  readonly exit: ExitCode;
}

/** @param folder where the driver's log and events are, if they are kept */
export function verifyReport(outcome: Outcome, folder: string | undefined): VerifyReport {
  const all = checks(outcome);
  const status = overall(all);
  const { record, logs } = outcome;
  const { application, sparkVersion, reads } = record;
  return {
    text: [
      `${logsText(logs)}\n`,
      checkTable(all),
      `\n${SENTENCES[status]}\n`,
      folder === undefined ? '' : `driver's log and events: ${folder}\n`,
    ].join(''),
    json: {
      status,
      application: application ?? null,
      sparkVersion: sparkVersion ?? null,
      checks: all,
      reads,
      logs: logsJson(logs),
      folder: folder ?? null,
    },
    exit: exitOf(status),
  };
}

function checkTable(all: readonly Check[]): string {
  const rows = all.map(({ id, status, found, wanted }) => [id, WORDS[status], found, wanted]);
  return table([['CHECK', '', 'FOUND', 'WANTED'], ...rows]);
}

function exitOf(status: Check['status']): ExitCode {
  if (status === 'undecided') return EXIT.notYet;
  return status === 'passed' ? EXIT.done : EXIT.failed;
}
