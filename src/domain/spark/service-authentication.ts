import { type Problem, shown } from '../core/problem';
import { REFERENCE_VARIABLE, SECRET_VARIABLE, type SparkSecret } from './spark-secret';
import { isAtLeast } from './version';

/** Whom a shuffle service answers: who shows that they know the secret (`spark.authenticate`). */
export interface ServiceAuthentication {
  readonly secret: SparkSecret;
  /**
   * Whom it refuses although they know the secret: who does not encrypt. `Aes`: by `spark.network.crypto`, 2.2 and
   * later. `Sasl`: the older way, which is weaker (3DES or RC4).
   * @default - nobody: each application encrypts or does not
   */
  readonly encryption?: 'Aes' | 'Sasl';
}

/**
 * Settings of a service that asks for the secret. Where encryption is not asked for, a service that knows AES takes it,
 * too: without `spark.network.crypto.enabled` an application with it would have to fall back.
 */
export function authenticationSettings(
  authentication: ServiceAuthentication | undefined,
  sparkVersion: string,
): Readonly<Record<string, string>> {
  if (authentication === undefined) return {};
  const { encryption } = authentication;
  return {
    'spark.authenticate': 'true',
    ...(encryption !== 'Sasl' && knowsAes(sparkVersion) ? { 'spark.network.crypto.enabled': 'true' } : {}),
    ...(encryption === 'Aes' ? { 'spark.network.crypto.saslFallback': 'false' } : {}),
    ...(encryption === 'Sasl' ? { 'spark.network.sasl.serverAlwaysEncrypt': 'true' } : {}),
  };
}

/** What a service with authentication is told beside its settings, wherever it finds the secret. */
export function authenticationEnvironment(
  authentication: ServiceAuthentication | undefined,
): Readonly<Record<string, string>> {
  const source = authentication?.secret.source;
  return source?.kind === 'agents' ? { [REFERENCE_VARIABLE]: source.secretArn } : {};
}

/** Of our secret within the app, beside the user's own. */
const DCOS_NAME = 'mesos-spark-authentication';

/** Fields of a Marathon app by which DC/OS hands a secret over; Marathon without DC/OS Enterprise refuses them. */
export function dcosSecret(authentication: ServiceAuthentication | undefined): {
  readonly env: Readonly<Record<string, { readonly secret: string }>>;
  readonly secrets?: Readonly<Record<string, { readonly source: string }>>;
} {
  const source = authentication?.secret.source;
  if (source?.kind !== 'dcos') return { env: {} };
  return {
    env: { [SECRET_VARIABLE]: { secret: DCOS_NAME } },
    secrets: { [DCOS_NAME]: { source: source.path } },
  };
}

/**
 * Up to 2.3 the library below Spark takes buffers on the heap where Java 9 and later keep `java.nio` shut, and Spark then
 * decrypts SASL from their wrong place: every message is lost (`DIGEST41:Unmatched MACs`, seen with 2.2.3 on Java 17,
 * and gone with the option; 2.4.8 is well without). Java 8 does not know the option and passes over it.
 */
export function authenticationJavaOptions(
  authentication: ServiceAuthentication | undefined,
  sparkVersion: string,
): readonly string[] {
  if (authentication === undefined || isAtLeast(sparkVersion, '2.4')) return [];
  return ['-XX:+IgnoreUnrecognizedVMOptions', '--add-opens=java.base/java.nio=ALL-UNNAMED'];
}

export function authenticationProblems(
  authentication: ServiceAuthentication | undefined,
  sparkVersion: string,
): readonly Problem[] {
  const encryption: string | undefined = authentication?.encryption;
  const at = 'authentication.encryption';
  if (encryption === undefined || encryption === 'Sasl') return [];
  if (encryption !== 'Aes') return [{ at, found: shown(encryption), wanted: '"Aes" or "Sasl"' }];
  if (knowsAes(sparkVersion)) return [];
  return [{ at, found: `"Aes" for Spark ${sparkVersion}`, wanted: 'Spark 2.2 or later', fix: 'say "Sasl"' }];
}

function knowsAes(sparkVersion: string): boolean {
  return isAtLeast(sparkVersion, '2.2');
}
