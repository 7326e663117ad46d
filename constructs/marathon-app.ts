import { Annotations, Token } from 'cdktf';
import { Construct } from 'constructs';
import { attempt, type Problem } from '../src/domain/core/problem';
import type { MarathonApp as AppDefinition } from '../src/domain/marathon/app';
import { unreachableTrap } from '../src/domain/marathon/app-problems';
import { upgradeStall } from '../src/domain/marathon/upgrade-stall';
import { type MarathonAppManifestInput, marathonAppManifest } from '../src/manifest/marathon-app';
import { API_VERSION } from '../src/manifest/meta';
import { parseBySchema } from '../src/manifest/schema-problems';
import { rejectIn, unknownProblems } from './known';
import type { IManifestStore } from './manifest-store';

export type { MarathonApp as AppDefinition } from '../src/domain/marathon/app';

/** How changes of an app come to run. */
export interface AppUpgrade {
  /**
   * `Update`: a changed definition is put in place, once, which restarts the tasks by the app's own
   * `upgradeStrategy`. `Hold`: differences are told, nothing is restarted; `instances` is kept all the same.
   * @default 'Update'
   */
  readonly onChange?: 'Update' | 'Hold';
  /**
   * A lower `instances` while some wait for an offer makes Marathon stop tasks that run and start the waiting ones in
   * their places: `Wait` until none waits, or `Proceed`.
   * @default 'Wait'
   */
  readonly whenQueued?: 'Wait' | 'Proceed';
  /**
   * A deployment in which nothing moves: `Tell`, or `Stop` it as well if the operator began it, it is of this app
   * alone and only adds tasks. An update is never stopped.
   * @default 'Tell'
   */
  readonly whenStuck?: 'Tell' | 'Stop';
  /**
   * How long nothing has to move. At least 60.
   * @default 600
   */
  readonly progressDeadlineSeconds?: number;
}

export interface MarathonAppProps {
  readonly store: IManifestStore;
  /** Of the manifest, unique among MarathonApps of the cluster: lower-case letters, digits and dashes. */
  readonly name: string;
  /**
   * The whole app as `PUT /v2/apps` takes it, `id` included; what it leaves out has Marathon's default. Leave
   * `instances` out if somebody else scales it. No secrets: whoever reads the bucket reads it.
   */
  readonly app: AppDefinition & { readonly id: string };
  /**
   * True takes over an app of that id that has no owner yet, and `MarathonApp/NAME` that of a manifest that is gone.
   * Nothing is restarted for it.
   * @default false
   */
  readonly adopt?: boolean | string;
  /**
   * Where the app is a Marathon: its addresses, as others name it in `marathon`. With `Drain` it goes only once nobody
   * who names one of them is left.
   * @default - none
   */
  readonly answersAt?: readonly string[];
  readonly upgrade?: AppUpgrade;
  /**
   * What becomes of the app when it is declared no longer.
   * @default 'Retain'
   */
  readonly deletionPolicy?: 'Retain' | 'Drain';
  /** True: the operator observes and reports, and writes nothing. @default false */
  readonly paused?: boolean;
  /** Of the manifest, for people and for searches. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the manifest. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Declares any app of Marathon. The operator creates it, keeps it as declared and restarts nothing that is. */
export class MarathonApp extends Construct {
  readonly name: string;
  /** Where Marathon has it, such as `/web`. */
  readonly appId: string;

  /** @throws ProblemError that names everything that Marathon would refuse or ignore */
  constructor(scope: Construct, id: string, props: MarathonAppProps) {
    super(scope, id);
    const { app, name } = props;
    rejectIn(this, [...unknownProblems('name', name), ...lateProblems('app', app)]);
    const input = manifest(props);
    const checked = attempt(() => parseBySchema(marathonAppManifest, input));
    if ('problems' in checked) rejectIn(this, checked.problems.map(inProps));
    for (const warning of [upgradeStall(app, app.instances ?? 1), unreachableTrap(app)]) {
      if (warning !== undefined) Annotations.of(this).addWarning(`app: ${warning}`);
    }
    this.name = name;
    this.appId = app.id;
    props.store.addManifest(input);
  }
}

function manifest(props: MarathonAppProps): MarathonAppManifestInput {
  const { name, labels, annotations, app, adopt, answersAt } = props;
  const { upgrade, deletionPolicy, paused } = props;
  return {
    apiVersion: API_VERSION,
    kind: 'MarathonApp',
    metadata: {
      name,
      ...(labels === undefined ? {} : { labels: { ...labels } }),
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
    },
    spec: {
      app: app as MarathonAppManifestInput['spec']['app'],
      ...(adopt === undefined ? {} : { adopt }),
      ...(answersAt === undefined ? {} : { answersAt: [...answersAt] }),
      ...(upgrade === undefined ? {} : { upgrade: { ...upgrade } }),
      ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
      ...(paused === undefined ? {} : { paused }),
    },
  };
}

/** Where it stands in the props, not in the manifest. */
function inProps(problem: Problem): Problem {
  return { ...problem, at: problem.at.replace(/^(spec|metadata)\./, '') };
}

/** Texts may be late but for the id; what is counted or looked up by name may not. */
function lateProblems(at: string, value: unknown): readonly Problem[] {
  if (typeof value === 'string') return at === 'app.id' ? unknownProblems(at, value) : [];
  if (Token.isUnresolved(value)) return unknownProblems(at, value);
  if (Array.isArray(value)) return value.flatMap((item, i) => lateProblems(`${at}[${i}]`, item));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...unknownProblems(`the names in ${at}`, key),
    ...lateProblems(`${at}.${key}`, item),
  ]);
}
