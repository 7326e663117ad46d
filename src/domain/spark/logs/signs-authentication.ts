import type { Sign } from './sign';

/** What says that somebody does not know the secret, or does not say it as asked. Where AES is asked for, a service itself says none of it. */
export const AUTHENTICATION_SIGNS: readonly Sign[] = [
  {
    id: 'authentication-missing',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: 'Unknown challenge message.',
        pattern: /IllegalArgumentException: Unknown challenge message\./,
        spark: '2.2 to 3.5',
        sample:
          'Caused by: java.lang.RuntimeException: java.lang.IllegalArgumentException: Unknown challenge message.',
      },
      {
        needle: 'Expected SaslMessage, received something else',
        pattern: /IllegalStateException: Expected SaslMessage, received something else/,
        spark: '2.2 to 3.5',
        sample:
          'java.lang.IllegalStateException: Expected SaslMessage, received something else (maybe your client does not have SASL enabled?)',
      },
    ],
    means:
      'The other side, mostly a shuffle service, asks for a secret, and nobody showed one; or it asks for AES (spark.network.crypto), and was spoken to by SASL.',
    remedy:
      'Say authentication of SparkDefaults as of the service, and give driver and executors the secret.',
    source: 'AuthRpcHandler, SaslMessage.decode',
  },
  {
    id: 'authentication-failed',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: 'Authentication failed.',
        pattern: /IllegalArgumentException: Authentication failed\./,
        spark: '2.2 to 3.0',
        sample: 'java.lang.RuntimeException: java.lang.IllegalArgumentException: Authentication failed.',
      },
      {
        needle: 'Mismatched response.',
        pattern: /SaslException: DIGEST-MD5: digest response format violation\. Mismatched response\./,
        spark: '2.2 to 3.5',
        sample:
          'javax.security.sasl.SaslException: DIGEST-MD5: digest response format violation. Mismatched response.',
      },
    ],
    means: 'The other side has another secret.',
    remedy:
      'Give both the same one: drivers by spark.authenticate.secret of their own, executors and services by _SPARK_AUTH_SECRET.',
    source: 'AuthRpcHandler, SparkSaslServer.response',
  },
  {
    id: 'authentication-by-sasl',
    process: 'any',
    grade: 'bad',
    loggers: ['AuthClientBootstrap'],
    texts: [
      {
        needle: 'New auth protocol failed',
        pattern: /^New auth protocol failed, trying SASL\./,
        spark: '2.2 to 3.5',
        sample: 'New auth protocol failed, trying SASL.',
      },
    ],
    means:
      'The other side has another secret, or does not know spark.network.crypto. Where it does not insist on AES, SASL may work nevertheless.',
    remedy: 'Give both the same secret and the same encryption.',
    source: 'AuthClientBootstrap.doBootstrap',
  },
  {
    id: 'authentication-in-clear',
    process: 'any',
    grade: 'bad',
    texts: [
      {
        needle: 'No common protection layer',
        pattern: /SaslException: DIGEST-MD5: No common protection layer between client and server/,
        spark: '2.2 to 3.5',
        sample:
          'javax.security.sasl.SaslException: DIGEST-MD5: No common protection layer between client and server',
      },
    ],
    means: 'The other side insists on encryption by SASL, and was spoken to without.',
    remedy: "Say encryption: 'Sasl' of SparkDefaults, as the service has it.",
    source: 'SparkSaslClient.response',
  },
];
