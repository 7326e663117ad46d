/** Secrets that lie about in a run. None may be found where people or programs look. */
export const PLANTED = {
  marathonPassword: 'planted-marathon-password',
  mesosSecret: 'planted-mesos-secret',
  environment: 'planted-environment-value',
  url: 'jdbc:postgresql://spark:planted-url-password@db.example/warehouse',
} as const;

/** As both servers want them: user and password. */
export const LOGINS = {
  marathon: `operator:${PLANTED.marathonPassword}`,
  mesos: `operator:${PLANTED.mesosSecret}`,
} as const;

const CREDENTIALS = [PLANTED.marathonPassword, PLANTED.mesosSecret];
const ENCODED = Object.values(LOGINS).map((pair) => Buffer.from(pair).toString('base64'));
const EVERYTHING = [...CREDENTIALS, ...ENCODED, 'planted-environment-value', 'planted-url-password'];

/**
 * What is told holds no secret at all. What is stored of an app is the app, and so holds what its manifest does;
 * but never what the operator itself logs in with.
 */
export function leaks(texts: readonly (readonly [string, string])[]): readonly string[] {
  return texts.flatMap(([where, text]) => {
    const forbidden = where.startsWith('revisions/') ? [...CREDENTIALS, ...ENCODED] : EVERYTHING;
    return forbidden.filter((secret) => text.includes(secret)).map((secret) => `${where} holds ${secret}`);
  });
}
