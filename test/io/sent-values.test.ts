import fc from 'fast-check';
import { answerText } from '../../src/io/http-answer';
import { isHarmless, withoutSent } from '../../src/io/sent-values';

/** An app with a secret wherever people keep one. */
const appWith = (secret: string) => ({
  id: '/etl/web',
  role: 'shuffle',
  constraints: [['hostname', 'UNIQUE']],
  cmd: `exec ./server --password ${secret} --verbose`,
  args: ['--token', secret],
  env: { PASSWORD: secret, NESTED: { secret: [secret] } },
  labels: { AUTH: secret },
  fetch: [{ uri: `https://ops:${encodeURIComponent(secret)}@repo.example/conf.tgz` }],
  portDefinitions: [{ port: 0, labels: { VIP_0: secret } }],
  healthChecks: [{ protocol: 'COMMAND', command: { value: `curl -u ops:${secret} http://x` } }],
  container: {
    type: 'DOCKER',
    docker: { image: 'etl/web:1', parameters: [{ key: 'env', value: `P=${secret}` }] },
  },
});

const html = (text: string) =>
  text.replace(/[&<>"']/g, (c) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' }[c]};`);

/** How servers repeat what they were sent. */
const ECHOES: readonly (readonly [string, (app: ReturnType<typeof appWith>) => string])[] = [
  ['a message', ({ env }) => JSON.stringify({ message: `'${env.PASSWORD}' is not valid` })],
  [
    'a message in capitals and lower case',
    ({ env }) => JSON.stringify({ message: env.PASSWORD.toLowerCase() }),
  ],
  ['the request in a message', (app) => JSON.stringify({ message: `cannot parse ${JSON.stringify(app)}` })],
  ['a message that is no text', ({ env }) => JSON.stringify({ message: { error: [env] } })],
  ['an answer without a message', ({ args }) => JSON.stringify({ errors: args })],
  [
    'letters by their numbers',
    ({ env }) =>
      JSON.stringify({ error: env.PASSWORD }).replaceAll(
        /[a-z]/g,
        (c) => `\\u00${c.charCodeAt(0).toString(16)}`,
      ),
  ],
  ['plain text', ({ cmd }) => `Invalid command: ${cmd}`],
  ['a line of it', ({ cmd }) => `Unrecognized token '${cmd.split(/\s/)[3] ?? ''}'`],
  ['a page', (app) => `<html><body><h1>Error</h1><pre>${html(JSON.stringify(app))}</pre></body></html>`],
  ['a page of a value', ({ env }) => `<p>${html(env.PASSWORD)}</p>`],
  ['a query', ({ env }) => `no such page: /x?v=${encodeURIComponent(env.PASSWORD)}`],
  ['white space that is another', ({ env }) => `not valid: ${env.PASSWORD.replaceAll(' ', '\n\t')}`],
  [
    'fields of Scala',
    ({ env, fetch }) => `Map(PASSWORD -> EnvVarString(${env.PASSWORD})), FetchUri(${fetch[0]?.uri})`,
  ],
];

const SECRETS = [
  'hunter2-planted',
  'two words 4 you',
  `q"u'o<t>e&d\\9`,
  'geh.*im(1)+[a-z]$',
  'p@ss:w0rd/x',
  'ünï¢ødé-1',
];

test.each(ECHOES)('%s shows nothing of any value that was sent', (_, echo) => {
  for (const secret of SECRETS) {
    const json = appWith(secret);
    const said = answerText({ status: 422, body: Buffer.from(echo(json)), sent: { json } });
    const found = [secret, secret.toLowerCase(), html(secret), encodeURIComponent(secret)].filter((form) =>
      said.includes(form),
    );
    expect([said, found]).toEqual([said, []]);
    expect(said.length).toBeLessThanOrEqual(300);
  }
});

test('a secret of any letters is not shown, however it is repeated', () => {
  const secret = fc
    .string({ unit: 'grapheme', minLength: 6, maxLength: 40 })
    .filter((text) => /^\S.*\S$/u.test(text) && !/^[\W_]*$/.test(text));
  fc.assert(
    fc.property(secret, fc.integer({ min: 0, max: ECHOES.length - 1 }), (value, i) => {
      const planted = `${value}#7`;
      const json = { env: { PASSWORD: planted } };
      const [, echo] = ECHOES[i] as (typeof ECHOES)[number];
      const body = Buffer.from(
        echo({ ...appWith(''), ...json, env: { ...json.env, NESTED: { secret: [] } } }),
      );
      const said = answerText({ status: 422, body, sent: { json } });
      expect(said).not.toContain(planted.replace(/\s+/g, ' '));
    }),
    { numRuns: 300 },
  );
});

test('credentials are not shown in any form', () => {
  const basic = `Basic ${Buffer.from('ops:hunter2').toString('base64')}`;
  const echo = (text: string) => withoutSent(`refused: ${text}!`, { authorization: basic });
  expect(echo(basic)).toBe('refused: (not shown)!');
  expect(echo(basic.slice(6))).toBe('refused: (not shown)!');
  expect(echo('ops:hunter2')).toBe('refused: (not shown)!');
  expect(echo('hunter2')).toBe('refused: (not shown)!');
  expect(withoutSent('session a1b2c3d4-e5 is over', { cookie: 'JSESSIONID=a1b2c3d4-e5; Path=/' })).toBe(
    'session (not shown) is over',
  );
  const login = { json: { userName: 'spark', password: 'hunter2' } };
  expect(withoutSent('no spark with Hunter2', login)).toBe('no (not shown) with (not shown)');
  expect(withoutSent('bad eyJ0eXAi.x', { authorization: 'token=eyJ0eXAi.x' })).toBe('bad (not shown)');
});

test('what a message is of no use without stays', () => {
  const json = { ...appWith('hunter2-planted'), constraints: [['rack', 'LIKE', 'rack-1']] };
  const message =
    'role shuffle of /etl/web: constraints rack LIKE rack-1 with image etl/web:1 of DOCKER, COMMAND';
  expect(withoutSent(message, { json })).toBe(message);
  expect(withoutSent('App is locked by one or more deployments', { json })).toBe(
    'App is locked by one or more deployments',
  );
  expect(withoutSent('anything', undefined)).toBe('anything');
});

test.each([
  ['/constraints(0)', true],
  ['/portDefinitions(1)/port', true],
  ['/container/docker/image', true],
  ['/', true],
  ['', true],
  ['/env/PASSWORD', false],
  ['/portDefinitions(1)/labels(VIP_0)', false],
  ['/container/docker/parameters(0)/value', false],
  ['/healthChecks(0)/command/value', false],
  ['/idx', false],
])('%s is harmless: %s', (path, is) => {
  expect(isHarmless(path)).toBe(is);
});

test('a long definition and a long answer take no time that anybody feels, and no secret is cut in two', () => {
  const cmd = Array.from({ length: 3000 }, (_, i) => `option-${i}=value-${i}`).join(' ');
  const json = { id: '/x', cmd, env: { PASSWORD: 'planted-secret-1' } };
  const said = answerText({
    status: 500,
    body: Buffer.from('planted-secret-1 '.repeat(5000)),
    sent: { json },
  });
  expect(said).not.toContain('planted');
  const cut = `${' '.repeat(64 * 1024 - 8)}planted-secret-1`;
  expect(answerText({ status: 500, body: Buffer.from(cut), sent: { json } })).not.toContain('planted');
});
