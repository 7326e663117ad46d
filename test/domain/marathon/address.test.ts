import { isSameMarathon } from '../../../src/domain/marathon/address';

test.each([
  ['http://m:8080', 'http://m:8080/'],
  ['https://M.example/service/marathon-shuffle', 'https://m.example:443/service/marathon-shuffle//'],
  ['http://m', 'http://m:80'],
  ['http://a:8080,http://b:8080', 'http://c:8080, http://b:8080'],
  ['zk://a:2181,b:2181/marathon', 'zk://B,c:2181/marathon/'],
  ['zk://user:p@ss@a/marathon', 'zk+https://a:2181/marathon'],
])('%s is %s', (one, other) => {
  expect([isSameMarathon(one, other), isSameMarathon(other, one)]).toEqual([true, true]);
});

test.each([
  ['http://m:8080', 'http://m:8081'],
  ['https://m/service/marathon', 'https://m/service/marathon-shuffle'],
  ['http://m:443', 'https://n:443'],
  ['zk://a:2181/marathon', 'zk://a:2181/marathon-shuffle'],
  ['zk://a:2181/marathon', 'http://a:2181/marathon'],
  ['', 'http://m'],
])('%s is not %s', (one, other) => {
  expect([isSameMarathon(one, other), isSameMarathon(other, one)]).toEqual([false, false]);
});
