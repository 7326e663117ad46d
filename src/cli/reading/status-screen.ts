import { EXIT, type ExitCode } from '../io';
import { type Column, cellText, columnsText } from '../output/columns';
import { ageText } from './age';
import type { Inventory } from './inventory';
import { type Lead, leadText } from './lease-reading';
import { lastNews } from './news';
import { type Outcome, type Subject, type Summary, summary } from './subject';
import { subjectColumns } from './subject-columns';

export interface Overview {
  readonly lead: Lead;
  readonly inventory: Inventory;
  readonly now: Date;
}

type Row = Subject & { readonly said: Summary };

const rowsOf = ({ subjects }: Inventory, outcome: Outcome): readonly Row[] =>
  subjects.map((one) => ({ ...one, said: summary(one) })).filter(({ said }) => said.outcome === outcome);

/** One screen: who leads, the last news, each shuffle service, and what is not as declared, with the reason. */
export function overviewText({ lead, inventory, now }: Overview): string {
  const { subjects, troubles } = inventory;
  const news = lastNews(subjects);
  const said = news ? `${ageText(news.at, now)} ago: ${news.kind}/${news.name}: ${news.what}` : 'none yet';
  const services = subjects.filter(({ kind }) => kind === 'ShuffleService');
  const [ready, waits, failed, over] = (['ready', 'waits', 'failed', 'over'] as const).map((one) =>
    rowsOf(inventory, one),
  );
  return [
    `Leads:      ${cellText(leadText(lead))}\n`,
    `Last news:  ${cellText(said)}\n`,
    ...troubles.map(({ because }) => `Trouble:    ${cellText(because)}\n`),
    services.length === 0
      ? ''
      : `\nShuffle services:\n${indented(columnsText(services, serviceColumns(now), WIDE))}`,
    section('Failed', failed, now),
    section('Waits', waits, now),
    over?.length ? `\n${over.length} of former manifests need nothing more\n` : '',
    `\n${ready?.length ?? 0} of ${subjects.length - (over?.length ?? 0)} are as declared\n`,
  ].join('');
}

const WIDE = { wide: false, none: '' };

const serviceColumns = (now: Date): readonly Column<Subject>[] =>
  subjectColumns('ShuffleService', now).filter(({ head }) => head !== 'MESSAGE');

function section(head: string, rows: readonly Row[] | undefined, now: Date): string {
  if (!rows?.length) return '';
  const columns: readonly Column<Row>[] = [
    { head: 'WHAT', cell: ({ kind, name }) => `${kind}/${name}` },
    { head: 'REASON', cell: ({ said }) => said.reason },
    { head: 'AGE', cell: ({ said }) => ageText(said.since, now) },
    { head: 'BECAUSE', cell: ({ said }) => said.message },
  ];
  return `\n${head}:\n${indented(columnsText(rows, columns, WIDE))}`;
}

const indented = (text: string) => text.replace(/^(?=.)/gm, '  ');

/** 0 all is as declared; 1 something failed; 3 something waits, an index cannot be read, or who leads is stuck. */
export function overviewCode({ lead, inventory }: Overview): ExitCode {
  const outcomes = inventory.subjects.map((one) => summary(one).outcome);
  if (outcomes.includes('failed')) return EXIT.failed;
  const isStuck = lead.is === 'unreadable' || (lead.is === 'held' && lead.alive === false);
  return isStuck || inventory.troubles.length > 0 || outcomes.includes('waits') ? EXIT.notYet : EXIT.done;
}

export function overviewDocument({ lead, inventory }: Overview): object {
  const document = (one: Row) => ({ kind: one.kind, name: one.name, ...one.said, agents: countsOf(one) });
  const of = (outcome: Outcome) => rowsOf(inventory, outcome).map(document);
  const { lease, alive } = { lease: undefined, alive: undefined, ...lead };
  return {
    leads: { is: lead.is, holder: lease?.holder, term: lease?.term, alive },
    lastNews: lastNews(inventory.subjects),
    troubles: inventory.troubles,
    failed: of('failed'),
    waits: of('waits'),
    ready: of('ready'),
    over: of('over'),
  };
}

function countsOf({ status }: Subject) {
  if (!status?.agents) return undefined;
  const { eligible, covered, lost } = status.agents;
  return { eligible, covered, lost };
}
