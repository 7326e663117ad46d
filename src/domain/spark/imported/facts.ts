import type { SparkUser } from '../../agent/spark-user';
import { type Problem, ProblemError, rejectIf, shown } from '../../core/problem';
import { Ranges } from '../../core/ranges';
import type { MarathonApp } from '../../marathon/app';
import type { SparkDistribution } from '../distribution';
import { type DistributionAnswers, distributionOf } from './distribution';
import { sharedDirectoryOf } from './shared-directory';
import type { WrittenApp } from './written-app';

/** What a person knows that the app does not say; each wins over what it says. */
export interface ImportAnswers extends DistributionAnswers {
  /** Of the manifest. @default - the last part of the app's id, without a port at its end */
  readonly name?: string;
  /** The role of the reservation. @default - the only one in `acceptedResourceRoles` */
  readonly role?: string;
  /** The reservation's ports. @default - the app's own */
  readonly ports?: Ranges;
  readonly sharedDirectory?: string;
  /** Who runs service and executors. @default - root where the app names no other user */
  readonly sparkUser?: SparkUser;
}

/** What has to be known of an app. */
export interface Facts {
  readonly name: string;
  readonly role: string;
  readonly slots: readonly number[];
  readonly port: number;
  readonly spark: SparkDistribution;
  readonly sharedDirectory: string;
  readonly user: SparkUser;
}

/** @throws ProblemError with everything that neither the app nor the answers say */
export function factsOf(written: WrittenApp, answers: ImportAnswers): Facts {
  const spark = distributionOf(written, answers);
  const { port } = written;
  const role = answers.role ?? roleOf(written.app);
  const sharedDirectory = answers.sharedDirectory ?? sharedDirectoryOf(written);
  const ports = answers.ports ?? (port === undefined ? undefined : Ranges.of([port, port]));
  const user = answers.sparkUser ?? userOf(written.app);
  const problems: Problem[] = [
    ...('problems' in spark ? spark.problems : []),
    ...(role === undefined
      ? [unanswered('acceptedResourceRoles', 'the role of the reservation', '--role')]
      : []),
    ...(sharedDirectory === undefined
      ? [
          unanswered(
            'container.volumes',
            'the directory that service and executors share',
            '--shared-directory',
          ),
        ]
      : []),
    ...portProblems(port, ports),
    ...written.secretVariables.map((name) => ({
      at: `env.${name}`,
      found: 'a secret of DC/OS',
      wanted: 'variables that are texts',
      fix: 'declare the service by the construct, whose authentication takes the secret',
    })),
    ...(user
      ? []
      : [
          unanswered(
            'user',
            `the uid of ${shown(written.app['user'])} on the agents`,
            '--spark-user NAME:UID',
          ),
        ]),
  ];
  if ('problems' in spark || role === undefined || sharedDirectory === undefined || !ports || !user)
    throw new ProblemError(problems);
  rejectIf(problems);
  const slots = ports.numbers();
  return {
    ...{
      name: answers.name ?? nameOf(written.app.id ?? ''),
      role,
      slots,
      spark: spark.value,
      sharedDirectory,
      user,
    },
    port: port ?? (slots[0] as number),
  };
}

const unanswered = (at: string, wanted: string, option: string): Problem => ({
  at,
  found: 'nothing that says it',
  wanted,
  fix: `say ${option}`,
});

function portProblems(port: number | undefined, ports: Ranges | undefined): readonly Problem[] {
  if (!ports) return [unanswered('portDefinitions', 'one fixed port', '--ports 7337-7339')];
  if (port === undefined || ports.has(port)) return [];
  return [
    {
      at: 'portDefinitions',
      found: `port ${port}`,
      wanted: `one of ${ports}`,
      fix: 'say its port in --ports, too: it is in use',
    },
  ];
}

/** Undefined where there are none or several. */
function roleOf({ acceptedResourceRoles: roles, role }: MarathonApp): string | undefined {
  const named = (roles ?? []).filter((one) => one !== '*');
  return named.length === 1 ? named[0] : role === '*' ? undefined : role;
}

/** Whom an app without a user runs as: whoever Marathon runs as, which is root on DC/OS and by its packages. */
function userOf(app: MarathonApp): SparkUser | undefined {
  const user = app['user'];
  return user === undefined || user === 'root' ? { name: 'root', uid: 0 } : undefined;
}

function nameOf(id: string): string {
  const last = id.split('/').at(-1) ?? '';
  return last.replace(/-\d+$/, '').replace(/[^a-z0-9-]+/g, '-') || 'shuffle';
}
