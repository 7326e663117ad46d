import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem, problemText } from '../src/domain/core/problem';
import { secretArnProblems } from '../src/domain/core/secret-arn';
import { zeppelinProblems } from '../src/domain/spark/renders/zeppelin-properties';
import { API_VERSION } from '../src/manifest/meta';
import { parseBySchema } from '../src/manifest/schema-problems';
import {
  type ZeppelinInterpreterManifestInput,
  zeppelinInterpreterManifest,
} from '../src/manifest/zeppelin-interpreter';
import type { Credentials } from './credentials';
import { rejectIn, unknownProblems } from './known';
import { declarationProblems } from './manifest-problems';
import type { IManifestStore } from './manifest-store';
import { type GivenDefaults, sparkConfProblems } from './own-property-checks';

export interface ZeppelinInterpreterProps {
  readonly store: IManifestStore;
  /** Of the manifest: lower-case letters, digits and dashes, unique among ZeppelinInterpreters of the cluster. */
  readonly name: string;
  /** Where Zeppelin is, with the path before `/api` if there is one; without user and password. */
  readonly url: string;
  /**
   * What the interpreter is given: the published properties, with the port of the active shuffle service. A
   * `SparkDefaults`, or the name of one in another stack.
   */
  readonly defaults: GivenDefaults;
  /**
   * The interpreter's id or name.
   * @default 'spark'
   */
  readonly interpreter?: string;
  /**
   * More properties of Spark; they win over the published ones. No secrets: whoever reads the bucket reads them.
   * @default - none
   */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /**
   * The interpreter's others, such as `zeppelin.spark.maxResult` and `SPARK_HOME`. No secrets.
   * @default - none
   */
  readonly properties?: Readonly<Record<string, string>>;
  /**
   * For Zeppelin's own users (shiro): the ARN of a secret in AWS Secrets Manager, JSON `{"username", "password"}`. The
   * user needs the role that may change interpreters, and has to be a reader of all notes: what runs in others is not
   * seen, and ended.
   * @default - Zeppelin asks for none
   */
  readonly login?: string;
  /**
   * For what stands before Zeppelin, such as Admin Router of DC/OS.
   * @default - none
   */
  readonly credentials?: Credentials;
  /**
   * Zeppelin ends an interpreter's processes, and whatever runs in them, with every write of its properties.
   * `WhenIdle`: they are written once nobody runs a paragraph. `Always`: at once. `Never`: what is different is told.
   * @default 'WhenIdle'
   */
  readonly restart?: 'WhenIdle' | 'Always' | 'Never';
  /**
   * With `WhenIdle`: after so long they are written although somebody runs a paragraph; at least a minute.
   * @default - no limit
   */
  readonly maximumWait?: Duration | string;
  /**
   * What becomes of the properties when this is declared no longer: they stay, or (`Drain`) they are removed.
   * @default 'Retain'
   */
  readonly deletionPolicy?: 'Retain' | 'Drain';
  /** True: the operator observes and reports, and writes nothing. @default false */
  readonly paused?: boolean;
}

/** Keeps the Spark interpreter of a Zeppelin equal to published Spark defaults, and restarts it when they change. */
export class ZeppelinInterpreter extends Construct {
  readonly name: string;

  /** @throws ProblemError that names everything that cannot work */
  constructor(scope: Construct, id: string, props: ZeppelinInterpreterProps) {
    super(scope, id);
    const { store, name, login, credentials } = props;
    const known = ['name', 'interpreter', 'maximumWait', 'restart', 'deletionPolicy', 'paused'];
    const late = known.flatMap((at) => unknownProblems(at, Reflect.get(props, at)));
    const wait = attempt(() => (isKnown(late, 'maximumWait') ? maximumWait(props) : undefined));
    const told = [
      ...late,
      ...(login === undefined ? [] : secretArnProblems('login', login)),
      ...('problems' in wait ? wait.problems.map((one) => ({ ...one, at: 'maximumWait' })) : []),
      ...sparkConfProblems(props.sparkConf ?? {}, props.defaults),
    ];
    const input = manifest(props, 'value' in wait ? wait.value : undefined);
    rejectIn(
      this,
      declarationProblems(told, () => parseBySchema(zeppelinInterpreterManifest, input), inProps),
    );
    const { defaults, sparkConf, properties } = props;
    for (const warning of zeppelinProblems({ ...defaults.properties, ...sparkConf, ...properties })) {
      Annotations.of(this).addWarning(problemText(warning));
    }
    this.name = name;
    for (const arn of [login, credentials?.secretArn]) if (arn !== undefined) store.addSecret(arn);
    store.addManifest(input);
  }
}

function isKnown(late: readonly Problem[], at: string): boolean {
  return late.every((one) => one.at !== at);
}

/** In whole seconds. */
function maximumWait({ maximumWait: given }: ZeppelinInterpreterProps): number | undefined {
  if (given === undefined) return undefined;
  return Duration.of(given).toSeconds();
}

function manifest(
  props: ZeppelinInterpreterProps,
  maximumWaitSeconds: number | undefined,
): ZeppelinInterpreterManifestInput {
  const { name, url, defaults, interpreter, sparkConf, properties, login } = props;
  const { credentials, restart, deletionPolicy, paused } = props;
  return {
    apiVersion: API_VERSION,
    kind: 'ZeppelinInterpreter',
    metadata: { name },
    spec: {
      url,
      sparkDefaults: defaults.name,
      ...(interpreter === undefined ? {} : { interpreter }),
      ...(sparkConf === undefined ? {} : { sparkConf: { ...sparkConf } }),
      ...(properties === undefined ? {} : { properties: { ...properties } }),
      ...(login === undefined ? {} : { login: { secret: login } }),
      ...(credentials === undefined
        ? {}
        : { credentials: { kind: credentials.kind, secret: credentials.secretArn } }),
      ...(restart === undefined ? {} : { restart }),
      ...(maximumWaitSeconds === undefined ? {} : { maximumWaitSeconds }),
      ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
      ...(paused === undefined ? {} : { paused }),
    },
  };
}

/** Where it stands in the props, not in the manifest. */
function inProps(problem: Problem): Problem {
  const at = problem.at.replace(/^(spec|metadata)\./, '').replace(/^maximumWaitSeconds$/, 'maximumWait');
  return {
    ...problem,
    at: at.replace(/^(login)\.secret$/, '$1').replace(/^sparkDefaults$/, 'defaults.name'),
  };
}
