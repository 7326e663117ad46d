import { type Problem, rejectIf } from '../core/problem';
import { secretArnProblems } from '../core/secret-arn';
import { shellQuote } from '../render/shell-quote';

export type SparkSecretSource =
  /** Of AWS Secrets Manager; agents fetch it at each boot, into a file of the Spark user's. */
  | { readonly kind: 'agents'; readonly secretArn: string }
  /** Of the secret store of DC/OS Enterprise; Marathon puts it into the task's environment. */
  | { readonly kind: 'dcos'; readonly path: string };

/**
 * Where the secret is that drivers, executors and shuffle services share (`spark.authenticate`): always a reference.
 * It is one for all applications that use a service: on Mesos a service knows one secret
 * (`SecurityManager.getSecretKey(appId)` does not look at the application, 2.2.3 to 3.5.9).
 */
export class SparkSecret {
  /**
   * The agents have to be told to fetch it (`sparkSecrets` of their group). Its text is the secret itself: 16 to 1024
   * letters, digits and `+/=._~-`.
   */
  static onAgents(secretArn: string): SparkSecret {
    rejectIf(secretArnProblems('secret', secretArn));
    return new SparkSecret({ kind: 'agents', secretArn });
  }

  /** @param path in the secret store, such as `spark/shuffle` */
  static dcos(path: string): SparkSecret {
    rejectIf(pathProblems(path));
    return new SparkSecret({ kind: 'dcos', path });
  }

  private constructor(readonly source: SparkSecretSource) {}
}

/** What Spark's service and executors take the secret from, in every version from 1.5 on. */
export const SECRET_VARIABLE = '_SPARK_AUTH_SECRET';

/** Where agents have their secrets. Containers mount the folder: a file in it may be replaced. */
export const SECRETS_FOLDER = '/run/mesos-spark/spark-secrets';

/** A line for each: its ARN, a blank, the secret. */
export const SECRETS_FILE = `${SECRETS_FOLDER}/list`;

/** Says which of the agents' secrets it is. A reference that an agent does not know is no start with another secret. */
export const REFERENCE_VARIABLE = 'MESOS_SPARK_SECRET';

/** Sets `secret`, and ends the command where the agent does not have it. POSIX sh. */
export const READ_SECRET = `secret=
while read -r name value; do
  if [ "$name" = "$${REFERENCE_VARIABLE}" ]; then secret=$value; fi
done <${shellQuote(SECRETS_FILE)}
if [ -z "$secret" ]; then
  echo "mesos-spark: found no secret $${REFERENCE_VARIABLE} in ${SECRETS_FILE}, wanted it from the agent's boot: say it in sparkSecrets of the agents, and replace those that are older" >&2
  exit 1
fi
`;

/** Not before: what else the command starts needs no secret. */
export const EXPORT_SECRET = `export ${SECRET_VARIABLE}="$secret"`;

function pathProblems(path: string): readonly Problem[] {
  if (/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/.test(path)) return [];
  return [
    {
      at: 'secret',
      found: `${path.length} characters that are no path (not shown, they could be the secret)`,
      wanted: 'the path of a secret in the store of DC/OS, such as "spark/shuffle"',
      fix: 'put it there (dcos security secrets create) and give its path',
    },
  ];
}
