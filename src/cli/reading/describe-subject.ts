import type { AgentRow, StatusDocument } from '../../manifest';
import { kindStatus } from '../../operator/engine/status-document';
import type { Column } from '../output/columns';
import { ageText } from './age';
import { headText, tableSection, yamlSection } from './describe-text';
import { type Subject, summary } from './subject';

type Status = StatusDocument['status'];

/** Everything that the stores say of a manifest: how it is, what happened, and what is declared. */
export function describeSubject(subject: Subject, now: Date): string {
  const { status, declared } = subject;
  const { ready, reason, message, since } = summary(subject);
  const { agents, warnings = [], ...rest } = kindStatus(status);
  const age = ageText(since, now);
  return [
    headText([
      ['Name', subject.name],
      ['Kind', subject.kind],
      ['Stack', subject.stack],
      ['Declared by', subject.by],
      ['Manifest', manifestText(subject)],
      ['Held', holdText(subject, now)],
      ['Ready', `${ready}, ${reason}${age === undefined ? '' : `, for ${age}`}: ${message}`],
    ]),
    tableSection('Conditions', status?.conditions ?? [], conditionColumns(now)),
    tableSection('Warnings', warnings, WARNING_COLUMNS),
    agents ? agentsText(agents) : '',
    yamlSection('Status', rest),
    tableSection('Events', [...(status?.events ?? [])].reverse(), eventColumns(now)),
    declared.is === 'read' ? yamlSection('Spec', specOf(declared.json)) : '',
  ].join('');
}

function manifestText({ declared, generation, status }: Subject): string {
  switch (declared.is) {
    case 'gone':
      return 'gone; only its status is left';
    case 'unsure':
      return declared.because;
    case 'held':
      return `${declared.reason}: ${declared.message}`;
    case 'read': {
      const seen = status === undefined ? 'not looked at yet' : 'the status speaks of another one';
      return `${generation}${status?.observedGeneration === generation ? '' : `, ${seen}`}`;
    }
  }
}

function holdText({ hold }: Subject, now: Date): string | undefined {
  if (!hold) return undefined;
  const by = hold.by === undefined ? '' : ` by ${hold.by}`;
  const because = hold.because === undefined ? '' : `: ${hold.because}`;
  return `for ${ageText(hold.since, now)}${by}${because}`;
}

const conditionColumns = (now: Date): readonly Column<Status['conditions'][number]>[] => [
  { head: 'TYPE', cell: ({ type }) => type },
  { head: 'STATUS', cell: ({ status }) => status },
  { head: 'REASON', cell: ({ reason }) => reason },
  { head: 'AGE', cell: ({ lastTransitionTime }) => ageText(lastTransitionTime, now) },
  { head: 'MESSAGE', cell: ({ message }) => message },
];

const WARNING_COLUMNS: readonly Column<NonNullable<Status['warnings']>[number]>[] = [
  { head: 'SEVERITY', cell: ({ severity }) => severity },
  { head: 'REASON', cell: ({ reason }) => reason },
  { head: 'MESSAGE', cell: ({ message }) => message },
];

const ROW_COLUMNS: readonly Column<AgentRow>[] = [
  { head: 'HOSTNAME', cell: ({ hostname }) => hostname },
  { head: 'STATE', cell: ({ state }) => state },
  { head: 'PORT', cell: ({ port }) => port },
  { head: 'TASK', cell: ({ taskId }) => taskId },
  { head: 'BECAUSE', cell: ({ because }) => because },
];

function agentsText({
  covered,
  eligible,
  lost,
  instances,
  target,
  rows,
  omitted,
}: NonNullable<Status['agents']>) {
  const counts = `${covered} of ${eligible} eligible are covered, ${lost} lost; ${instances} instances, ${target} wanted`;
  const more = omitted === 0 ? '' : `  and ${omitted} more, which are left out\n`;
  return tableSection(`Agents: ${counts}`, rows, ROW_COLUMNS) + more;
}

const eventColumns = (now: Date): readonly Column<NonNullable<Status['events']>[number]>[] => [
  { head: 'LAST', cell: ({ lastTime }) => ageText(lastTime, now) },
  { head: 'TYPE', cell: ({ type }) => type },
  { head: 'REASON', cell: ({ reason }) => reason },
  { head: 'COUNT', cell: ({ count }) => count },
  { head: 'MESSAGE', cell: ({ message }) => message },
];

function specOf(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'spec' in json ? json.spec : json;
}
