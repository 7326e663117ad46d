import { hdfsPlace, webHdfsUrls } from '../../../../src/domain/spark/submit/hdfs-address';

/** As DC/OS' package hdfs gives it to its clients. */
const HA = {
  'fs.defaultFS': 'hdfs://hdfs',
  'dfs.nameservices': 'hdfs',
  'dfs.ha.namenodes.hdfs': 'name-0-node, name-1-node',
  'dfs.namenode.http-address.hdfs.name-0-node': 'name-0-node.hdfs:9002',
  'dfs.namenode.http-address.hdfs.name-1-node': 'name-1-node.hdfs:9002',
};

test.each([
  ['hdfs://hdfs/a.jar', {}, { authority: 'hdfs', path: '/a.jar' }],
  ['hdfs:///a.jar', HA, { authority: 'hdfs', path: '/a.jar' }],
  ['hdfs:/a.jar', HA, { authority: 'hdfs', path: '/a.jar' }],
  ['hdfs://nn:8020', {}, { authority: 'nn:8020', path: '/' }],
  ['hdfs:///a.jar', {}, undefined],
  ['hdfs:///a.jar', { 'fs.defaultFS': 's3a://bucket' }, undefined],
  ['s3a://b/a.jar', HA, undefined],
])('%s means %#', (uri, conf, place) => {
  expect(hdfsPlace(uri, conf)).toEqual(place);
});

test('asks every NameNode of a name service', () => {
  expect(webHdfsUrls('hdfs', HA)).toEqual(['http://name-0-node.hdfs:9002', 'http://name-1-node.hdfs:9002']);
});

test.each([
  ['nn:8020', {}, ['http://nn:9870', 'http://nn:50070']],
  ['nn', { 'dfs.namenode.http-address': '0.0.0.0:1234' }, ['http://nn:1234']],
  ['nn', { 'dfs.http.policy': 'HTTPS_ONLY' }, ['https://nn:9871', 'https://nn:50470']],
  ['nn', { 'dfs.http.policy': 'HTTPS_ONLY', 'dfs.namenode.https-address': 'nn:1' }, ['https://nn:1']],
])('of %s with %j', (authority, conf, urls) => {
  expect(webHdfsUrls(authority, conf)).toEqual(urls);
});
