import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Duration } from '../domain/core/duration';
import { type Problem, ProblemError } from '../domain/core/problem';

const ARN = /^arn:[^:]+:secretsmanager:([^:]+):/;

/** A reference, as opposed to the secret itself, which is therefore never shown. */
export function secretReferenceProblem(at: string, reference: string): Problem | undefined {
  if (reference.startsWith('file://') || ARN.test(reference)) return undefined;
  return {
    at,
    found: 'something else (not shown: it may be the secret itself)',
    wanted: 'the ARN of a secret in AWS Secrets Manager, or a file:// URL',
  };
}

/**
 * Reads a secret by its reference: the ARN of a secret in AWS Secrets Manager, or a `file://` URL where there is
 * no AWS. What it holds is returned and nowhere kept or logged.
 */
export async function readSecret(reference: string, timeout: Duration): Promise<string> {
  if (reference.startsWith('file://')) return readFile(fileURLToPath(reference), 'utf8');
  const problem = secretReferenceProblem('credentials', reference);
  if (problem) throw new ProblemError([problem]);
  const region = ARN.exec(reference)?.[1] ?? '';
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
