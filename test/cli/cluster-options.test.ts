import { Command } from 'commander';
import { addClusterOptions, type ClusterOptions, clusterSettings } from '../../src/cli/cluster-options';
import { problemText } from '../../src/domain/core/problem';
import { problemsOf } from '../support/problems';

test('options come before the environment', () => {
  const env = { MESOS_SPARK_STATE: 's3://theirs', MESOS_SPARK_MANIFESTS: 's3://manifests/below' };
  expect(clusterSettings({ state: 'file:///ours' }, env, { required: ['manifests', 'state'] })).toEqual({
    manifests: { is: 's3', bucket: 'manifests', prefix: 'below/' },
    state: { is: 'folder', path: '/ours' },
  });
});

test('what is required and not said is named, all at once, and what is optional may be left out', () => {
  const read = () => clusterSettings({}, {}, { required: ['state', 'mesos'], optional: ['marathon'] });
  expect(problemsOf(read).map(problemText)).toEqual([
    expect.stringContaining('give --state or set MESOS_SPARK_STATE'),
    expect.stringContaining('give --mesos or set MESOS_SPARK_MESOS'),
  ]);
});

test('a wrong variable troubles only a verb that wants it', () => {
  const env = {
    MESOS_SPARK_STATE: 's3://bucket',
    MESOS_SPARK_MESOS: 'nonsense',
    MESOS_SPARK_CA_FILE: '/there/is/none.pem',
  };
  expect(clusterSettings({}, env, { required: ['state'] })).toEqual({
    state: { is: 's3', bucket: 'bucket', prefix: '' },
  });
  expect(problemsOf(() => clusterSettings({}, env, { required: ['mesos'] })).map(problemText)).toEqual([
    expect.stringMatching(/^--mesos: found "nonsense"/),
    expect.stringMatching(/^--ca-file: found "\/there\/is\/none\.pem"/),
  ]);
});

test('credentials are read with the servers that see them, and Marathon may be shown none', () => {
  const options: ClusterOptions = {
    mesos: 'http://m:5050',
    credentials: 'file:///secret',
    credentialsKind: 'basic',
    marathonCredentials: 'none',
  };
  expect(clusterSettings(options, {}, { required: ['mesos'] })).toMatchObject({
    credentials: { kind: 'basic', reference: 'file:///secret' },
    marathonCredentials: 'none',
  });
});

test('a verb has the options that it names, and hands them over under the names that are read', () => {
  const command = addClusterOptions(new Command('verb'), ['state', 'credentials', 'ca-file']);
  const words = '--state s3://b --credentials a --credentials-kind basic --ca-file /f';
  command.parse(words.split(' '), { from: 'user' });
  expect(command.opts()).toEqual({
    state: 's3://b',
    credentials: 'a',
    credentialsKind: 'basic',
    caFile: '/f',
  });
});
