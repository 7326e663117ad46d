import type { Problem } from '../core/problem';

/**
 * Names whose value is a secret itself. What Spark redacts when it prints settings (`spark.redaction.regex`) is more:
 * names of files and of references to secrets are none.
 */
const SECRET =
  /(^|[.\-_])(secret|password|passwd|token|secret\.?key|secret[.\-_]access[.\-_]key|secret\.values|keyPassword|keyStorePassword|trustStorePassword|ConnectionPassword)$/i;

/** The value of a secret would lie in the manifest, in Terraform's state and in the published file. */
export function secretProblems(at: string, key: string): readonly Problem[] {
  if (!SECRET.test(key)) return [];
  return [
    {
      at,
      found: 'a secret',
      wanted: 'nothing: what stands here is stored and published in clear text',
      fix: wayOut(key),
    },
  ];
}

function wayOut(key: string): string {
  if (key === 'spark.authenticate.secret') {
    return 'say authentication, and give each driver its secret when it is submitted';
  }
  if (key === 'spark.mesos.secret') return 'say spark.mesos.secret.file (Spark 2.4 and later)';
  return 'hand it to the application when it is submitted, or name a file or a secret of the secret store';
}
