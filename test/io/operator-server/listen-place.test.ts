import { listenPlace } from '../../../src/io/operator-server/listen-place';

test.each([
  ['127.0.0.1:8095', { host: '127.0.0.1', port: 8095 }],
  ['0.0.0.0:0', { host: '0.0.0.0', port: 0 }],
  ['[::]:8095', { host: '::', port: 8095 }],
  ['[fe80::1]:65535', { host: 'fe80::1', port: 65_535 }],
  ['m1.example.internal:80', { host: 'm1.example.internal', port: 80 }],
])('%s', (text, place) => {
  expect(listenPlace(text)).toEqual(place);
});

test.each([
  '',
  '8095',
  ':8095',
  '127.0.0.1',
  '127.0.0.1:65536',
  '127.0.0.1:x',
  '127.0.0:80',
  '[1.2.3.4]:80',
  '::1:80',
  'http://x:80',
  'a b:80',
])('fails: %s', (text) => {
  expect(listenPlace(text)).toBeUndefined();
});
