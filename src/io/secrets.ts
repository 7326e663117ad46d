import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Duration } from '../domain/core/duration';
import { ProblemError, shown } from '../domain/core/problem';

/**
 * Reads a secret by its reference: the ARN of a secret in AWS Secrets Manager, or a `file://` URL where there is
 * no AWS. What it holds is returned and nowhere kept or logged.
 */
export async function readSecret(reference: string, timeout: Duration): Promise<string> {
  if (reference.startsWith('file://')) return readFile(fileURLToPath(reference), 'utf8');
  const region = /^arn:[^:]+:secretsmanager:([^:]+):/.exec(reference)?.[1];
  if (region === undefined) {
    const wanted = 'the ARN of a secret in AWS Secrets Manager, or a file:// URL';
    throw new ProblemError([{ at: 'credentials', found: shown(reference), wanted }]);
  }
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({ region, maxAttempts: 2 });
  try {
    const found = await client.send(new GetSecretValueCommand({ SecretId: reference }), {
      abortSignal: AbortSignal.timeout(timeout.toMillis()),
    });
    return found.SecretString ?? Buffer.from(found.SecretBinary ?? []).toString('utf8');
  } catch (error) {
    const because = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Error(`cannot read the secret ${reference}: ${because}`);
  } finally {
    client.destroy();
  }
}
