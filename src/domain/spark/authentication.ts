import { type Problem, shown } from '../core/problem';
import { isTrue } from './conf-value';
import { isAtLeast } from './version';

/**
 * Whether drivers, executors and the shuffle service show each other that they know a secret. The secret is no part of
 * it: on Mesos a driver of any version takes it only from `spark.authenticate.secret` of its own configuration (before
 * 2.3 also from the variable `_SPARK_AUTH_SECRET`), executors and the service from that variable. Files
 * (`spark.authenticate.secret.file`, 3.0 and later) are for Kubernetes, and `${env:…}` is not replaced in it: the text
 * itself would be the secret. Seen with `SecurityManager` of 2.0.2 to 3.5.9.
 */
export interface Authentication {
  /** `Aes`: `spark.network.crypto`, 2.2 and later. `Sasl`: the older way. @default - none, only authentication */
  readonly encryption?: 'Aes' | 'Sasl';
}

export function authenticationProperties(
  authentication: Authentication | undefined,
): Readonly<Record<string, string>> {
  if (authentication === undefined) return {};
  const { encryption } = authentication;
  return {
    'spark.authenticate': 'true',
    ...(encryption === 'Aes' ? { 'spark.network.crypto.enabled': 'true' } : {}),
    ...(encryption === 'Sasl' ? { 'spark.authenticate.enableSaslEncryption': 'true' } : {}),
  };
}

export interface AuthenticationCheck {
  readonly authentication: Authentication | undefined;
  /** The user's own. */
  readonly properties: Readonly<Record<string, string>>;
  readonly sparkVersion: string;
  /** Whether the shuffle service asks for it; undefined where that is not known. */
  readonly serviceAuthenticates: boolean | undefined;
  /** What the service refuses others without. */
  readonly serviceEncryption?: 'Aes' | 'Sasl' | undefined;
}

const FILES: readonly string[] = [
  'spark.authenticate.secret.driver.file',
  'spark.authenticate.secret.executor.file',
  'spark.authenticate.secret.file',
];

export function authenticationProblems(check: AuthenticationCheck): readonly Problem[] {
  const { authentication, properties, sparkVersion, serviceAuthenticates } = check;
  const { serviceEncryption } = check;
  return [
    ...encryptionProblems(authentication?.encryption, sparkVersion),
    ...FILES.filter((key) => properties[key] !== undefined).map((key) => ({
      at: `properties[${shown(key)}]`,
      found: shown(properties[key]),
      wanted: 'nothing',
      fix: 'Spark takes secrets from files on Kubernetes only; give each driver spark.authenticate.secret when it is submitted',
    })),
    ...serviceProblems(
      authentication !== undefined || isTrue(properties['spark.authenticate']),
      serviceAuthenticates,
    ),
    ...refusedProblems(authentication?.encryption ?? encryptionOf(properties), serviceEncryption),
  ];
}

function encryptionProblems(encryption: string | undefined, sparkVersion: string): readonly Problem[] {
  const at = 'authentication.encryption';
  if (encryption === undefined || encryption === 'Sasl') return [];
  if (encryption !== 'Aes') return [{ at, found: shown(encryption), wanted: '"Aes" or "Sasl"' }];
  if (isAtLeast(sparkVersion, '2.2')) return [];
  return [{ at, found: `"Aes" for Spark ${sparkVersion}`, wanted: 'Spark 2.2 or later', fix: 'say "Sasl"' }];
}

function encryptionOf(properties: Readonly<Record<string, string>>): 'Aes' | 'Sasl' | undefined {
  if (isTrue(properties['spark.network.crypto.enabled'])) return 'Aes';
  return isTrue(properties['spark.authenticate.enableSaslEncryption']) ? 'Sasl' : undefined;
}

/** Seen with services of 2.2.3, 2.4.8 and 3.5.9: who encrypts otherwise is as one who does not. */
function refusedProblems(found: 'Aes' | 'Sasl' | undefined, wanted: 'Aes' | 'Sasl' | undefined) {
  if (wanted === undefined || found === wanted) return [];
  return [
    {
      at: 'authentication.encryption',
      found: found === undefined ? 'none' : shown(found),
      wanted: `${shown(wanted)}, which the shuffle service insists on`,
    },
  ];
}

/** One that asks answers nobody else, and one that does not understands nobody who does. */
function serviceProblems(wanted: boolean, service: boolean | undefined): readonly Problem[] {
  if (service === undefined || wanted === service) return [];
  return [
    {
      at: 'authentication',
      found: wanted ? 'applications that authenticate' : 'applications that do not authenticate',
      wanted: `as the shuffle service, which does${service ? '' : ' not'}`,
      fix: wanted ? 'say authentication of the shuffle service, too' : 'say authentication: {}',
    },
  ];
}
