import {
  optionDifferences,
  optionDifferencesText,
  packageAppId,
  packageOptionProblems,
} from '../../../../src/domain/spark/dispatcher/package-options';

test.each([
  [{}, '/spark'],
  [{ service: { cpus: 2 } }, '/spark'],
  [{ service: { name: 'etl' } }, '/etl'],
  [{ service: { name: '/team/etl' } }, '/team/etl'],
])('%j is app %s', (options, id) => {
  expect(packageAppId('spark', options)).toBe(id);
});

test.each([
  [{}, {}, ''],
  [{ service: {} }, {}, ''],
  [{ service: { cpus: 2 } }, { service: { cpus: 1 } }, 'service.cpus: 2 instead of 1'],
  [{ service: { cpus: 2 } }, {}, 'service.cpus: 2 instead of the default'],
  [
    {},
    { service: { cpus: 2, user: 'root' } },
    'service.cpus: the default instead of 2; service.user (not shown)',
  ],
  [{ a: [1, 2] }, { a: [2, 1] }, 'a (not shown)'],
  [{ a: null }, {}, 'a (not shown)'],
  [{ a: { b: 1 } }, { a: 1 }, 'a (not shown)'],
  [{ b: 1, a: { d: true, c: 'x' } }, { a: { c: 'x', d: true }, b: 1 }, ''],
])('%j against %j: %s', (wanted, found, text) => {
  expect(optionDifferencesText(optionDifferences(wanted, found))).toBe(text);
});

test('secrets are refused, paths of the secret store are not', () => {
  const options = {
    service: { service_account_secret: 'spark/secret', name: 'x' },
    security: { kerberos: { keytab: 'abc', krb5conf: '' }, ssl: { keystorepassword: 'p' } },
  };
  expect(packageOptionProblems(options).map(({ path }) => path.join('.'))).toEqual([
    'security.kerberos.keytab',
    'security.ssl.keystorepassword',
  ]);
});
