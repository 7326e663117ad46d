import type { ObjectStore } from '../ports';
import { backoff } from './backoff';
import { tellDeletions } from './deletions';
import type { Kind, World } from './kind';
import { NotLeadingError } from './leadership';
import { type IndexTrouble, type ManifestEntry, readManifests } from './manifests';
import { type Report, reconcile } from './reconcile';
import type { Timing } from './timing';

/** What one process remembers from pass to pass. Losing it costs a little time and nothing else. */
interface Memory {
  readonly failures: number;
  /** In elapsed milliseconds: leave it alone until then. */
  readonly notBefore: number;
  /** What was refused, and for which manifest. */
  /** What was told last: the log hears of a change, not of every pass. */
  readonly told: string;
  readonly refusal?: { readonly generation: string; readonly because: string };
}

export interface PassProps {
  /** In the order in which they are worked on: a kind that feeds another comes first. */
  readonly kinds: readonly Kind[];
  readonly manifests: ObjectStore;
  readonly world: World;
  readonly timing: Timing;
  readonly dryRun: boolean;
}

/** Works on every manifest that is due, one at a time. */
export class Passes {
  private readonly memory = new Map<string, Memory>();
  private lastTroubles = '[]';

  constructor(private readonly props: PassProps) {}

  /** @throws NotLeadingError where the lease was lost on the way; any other failure is in a report */
  async run(): Promise<readonly Report[]> {
    const { manifests, world, kinds, dryRun } = this.props;
    const set = await readManifests(manifests, world.sha256);
    this.logTroubles(set.troubles);
    const order = new Map(kinds.map(({ kind }, i) => [kind, i]));
    const place = (entry: ManifestEntry) => order.get(entry.kind) ?? kinds.length;
    const reports = set.troubles.map(troubleReport);
    for (const entry of [...set.entries].sort((a, b) => place(a) - place(b))) {
      const report = await this.one(entry);
      if (report) reports.push(report);
    }
    if (!dryRun) {
      for (const key of await tellDeletions(set, { kinds, world }))
        world.log.event('info', 'deleted', { key });
    }
    return reports;
  }

  private async one(entry: ManifestEntry): Promise<Report | undefined> {
    const key = `${entry.kind}/${entry.name}`;
    const known = this.memory.get(key);
    const { clock, log } = this.props.world;
    if (known && clock.elapsedMillis() < known.notBefore) return undefined;
    const refusal = known?.refusal?.generation === entry.generation ? known.refusal.because : undefined;
    const report = await this.guarded(entry, refusal);
    const failures = report.outcome === 'failed' ? (known?.failures ?? 0) + 1 : 0;
    const pause = failures === 0 ? 0 : backoff(failures, this.props.timing).toMillis();
    const { kind, name, outcome, because, did } = report;
    const told = `${outcome}: ${because}`;
    this.memory.set(key, {
      failures,
      told,
      notBefore: clock.elapsedMillis() + pause,
      ...(report.outcome === 'refused'
        ? { refusal: { generation: entry.generation, because: report.because } }
        : {}),
    });
    const news = did.length > 0 || told !== known?.told;
    const level = outcome === 'failed' ? 'error' : news ? 'info' : 'debug';
    log.event(level, 'reconciled', { kind, name, outcome, because, writes: did.length });
    return report;
  }

  private async guarded(entry: ManifestEntry, refusal: string | undefined): Promise<Report> {
    const { kinds, world, dryRun } = this.props;
    const { kind, name } = entry;
    try {
      const known = kinds.find((one) => one.kind === kind);
      return await reconcile({ entry, kind: known, world, dryRun, refusal });
    } catch (error) {
      if (error instanceof NotLeadingError) throw error;
      const because = error instanceof Error ? error.message : String(error);
      return { kind, name, outcome: 'failed', because, did: [], planned: [] };
    }
  }

  private logTroubles(troubles: readonly IndexTrouble[]): void {
    const text = JSON.stringify(troubles);
    if (text !== this.lastTroubles) {
      for (const { because } of troubles) this.props.world.log.event('warn', 'manifests', { because });
    }
    this.lastTroubles = text;
  }
}

/** What an unreadable index holds is not known: without a word of it all would seem to be as declared. */
function troubleReport({ key, because }: IndexTrouble): Report {
  return { kind: 'ManifestIndex', name: key, outcome: 'waiting', because, did: [], planned: [] };
}
