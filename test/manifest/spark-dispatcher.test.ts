import { problemText } from '../../src/domain/core/problem';
import { jsonSchemas, parseBySchema, sparkDispatcherManifest } from '../../src/manifest';
import { dispatcher } from '../operator/support/dispatchers';
import { problemsOf } from '../support/problems';

const problems = (spec: object) =>
  problemsOf(() => parseBySchema(sparkDispatcherManifest, { ...dispatcher(), spec })).map(problemText);
const { spec } = dispatcher();

test.each<[string, object, readonly RegExp[]]>([
  ['no provider', { ...spec, provider: undefined }, [/^spec\.provider: found nothing/]],
  ['another provider', { ...spec, provider: 'Helm' }, [/^spec\.provider: found "Helm"/]],
  ['nothing said of recovery', { ...spec, recovery: undefined }, [/^spec\.recovery: found nothing/]],
  [
    'a field of the other one',
    { provider: 'Package', image: 'x' },
    [/^spec\.image: found a key that nothing reads/],
  ],
  ['a port that is none', { ...spec, port: 70_000 }, [/^spec\.port: found 70000/]],
  [
    'a secret in the open',
    { provider: 'Package', options: { a: { password: 'hidden' } } },
    [/^spec\.options\.a\.password: found something else \(not shown/],
  ],
  [
    'several at once',
    { ...spec, webUiPort: 7077, sparkConf: { x: '1' } },
    [/^spec\.webUiPort: found 7077/, /^spec\.sparkConf\.x: found/],
  ],
])('%s', (_, given, found) => {
  const texts = problems(given);
  expect(texts).toHaveLength(found.length);
  for (const [i, one] of found.entries()) expect(texts[i]).toMatch(one);
  expect(texts.join()).not.toContain('hidden');
});

test('its JSON Schema names both providers', () => {
  expect(JSON.stringify(jsonSchemas()['SparkDispatcher'])).toMatch(/"const":"Marathon".*"const":"Package"/);
});
