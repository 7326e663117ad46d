import type { Check, Severity } from '../../domain/doctor/check';
import type { Examination, Finding, Unchecked } from '../../domain/doctor/examine';
import { EXIT, type ExitCode } from '../io';
import { type Column, cellText, columnsText } from '../output/columns';
import { documentText } from '../output/documents';
import { type Output, outputText } from '../output/output-option';

/** The page that explains each check, at its id in lower case. */
export const PAGE = 'docs/doctor.md';

export const linkOf = (id: string) => `${PAGE}#${id.toLowerCase()}`;

const FINDINGS: readonly Column<Finding>[] = [
  { head: 'SEVERITY', cell: ({ check }) => check.severity },
  { head: 'CHECK', cell: ({ check }) => check.id },
  { head: 'WHERE', cell: ({ where }) => where },
  { head: 'FOUND', cell: ({ found }) => found },
  { head: 'WANTED', cell: ({ wanted }) => wanted, wide: true },
  { head: 'FIX', cell: ({ fix }) => fix, wide: true },
];

const UNCHECKED: readonly Column<Unchecked>[] = [
  { head: 'NOT KNOWN', cell: ({ part }) => part },
  { head: 'CHECKS', cell: ({ checks }) => checks.length },
  { head: 'BECAUSE', cell: ({ because }) => because },
];

export function examinationText(examination: Examination, output: Output): string {
  if (output === 'json' || output === 'yaml') return documentText(examinationDocument(examination), output);
  const wide = output === 'wide';
  const { findings, unchecked } = examination;
  return [
    findings.length === 0 ? '' : columnsText(findings, FINDINGS, { wide, none: '' }),
    ...(wide ? [] : explanations(findings)),
    unchecked.length === 0 ? '' : `\nnot checked:\n${columnsText(unchecked, UNCHECKED, { wide, none: '' })}`,
    findings.length + unchecked.length === 0 ? '' : '\n',
    `${sentence(examination)}\n`,
  ].join('');
}

/** Each check once, however often it found something, with every remedy. */
function explanations(findings: readonly Finding[]): readonly string[] {
  const ids = [...new Set(findings.map(({ check }) => check.id))];
  return ids.map((id) => {
    const same = findings.filter(({ check }) => check.id === id);
    const [first] = same;
    const mend = [
      ...new Set(same.map(({ wanted, fix }) => `  wanted: ${cellText(wanted)}\n  mend: ${cellText(fix)}\n`)),
    ];
    return `\n${id}: ${first?.check.title}\n  why: ${first?.check.why}\n${mend.join('')}  ${linkOf(id)}\n`;
  });
}

function sentence({ findings, unchecked, looked }: Examination): string {
  const count = (severity: Severity) => findings.filter(({ check }) => check.severity === severity).length;
  const unable = new Set(unchecked.flatMap(({ checks }) => checks)).size;
  const found =
    findings.length === 0
      ? 'nothing found'
      : `${count('error')} errors, ${count('warning')} warnings, ${count('note')} notes`;
  return `${looked} checks: ${found}${unable === 0 ? '' : `; ${unable} could not look at everything`}`;
}

function examinationDocument({ findings, unchecked, looked }: Examination): object {
  return {
    looked,
    findings: findings.map(({ check, ...spot }) => ({
      ...spot,
      check: check.id,
      severity: check.severity,
      title: check.title,
      why: check.why,
      see: linkOf(check.id),
    })),
    unchecked,
  };
}

/** 1 for an error, or where what was named could not be read; 3 for warnings alone; notes are no reason. */
export function exitCodeOf({ findings, unchecked }: Examination): ExitCode {
  const has = (severity: Severity) => findings.some(({ check }) => check.severity === severity);
  if (has('error') || unchecked.some(({ failed }) => failed)) return EXIT.failed;
  return has('warning') ? EXIT.notYet : EXIT.done;
}

/** What `--list` prints. */
export function checksText(checks: readonly Check[], output: Output): string {
  return outputText(
    {
      rows: checks,
      columns: [
        { head: 'CHECK', cell: ({ id }) => id },
        { head: 'SEVERITY', cell: ({ severity }) => severity },
        { head: 'TITLE', cell: ({ title }) => title },
        { head: 'NEEDS', cell: ({ needs }) => needs.join(', '), wide: true },
        { head: 'WHY', cell: ({ why }) => why, wide: true },
      ],
      document: ({ id, severity, title, why, needs }) => ({
        ...{ check: id, severity, title, why, needs, see: linkOf(id) },
      }),
      none: 'no such check',
    },
    output,
  );
}
