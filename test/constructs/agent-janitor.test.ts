import { type JanitorProps, readJanitor } from '../../constructs/agent-janitor';
import { Duration } from '../../src/domain/core/duration';
import { type Problem, problemText } from '../../src/domain/core/problem';
import { agentGroupStack, problemsOf } from '../support/agent-group';

function read(props: JanitorProps | 'off' | undefined) {
  const problems: Problem[] = [];
  const janitor = readJanitor(props, problems);
  expect(problems.map(problemText)).toEqual([]);
  return janitor && { limit: `${janitor.limit}`, pressure: janitor.pressure };
}

test.each<[JanitorProps | 'off' | undefined, ReturnType<typeof read>]>([
  [undefined, { limit: '1days', pressure: { threshold: 85, target: 75 } }],
  [{}, { limit: '1days', pressure: { threshold: 85, target: 75 } }],
  [{ limit: '36h' }, { limit: '36hrs', pressure: { threshold: 85, target: 75 } }],
  [{ limit: Duration.hours(1) }, { limit: '1hrs', pressure: { threshold: 85, target: 75 } }],
  [{ pressure: { threshold: 95 } }, { limit: '1days', pressure: { threshold: 95, target: 85 } }],
  [{ pressure: { target: 50 } }, { limit: '1days', pressure: { threshold: 85, target: 50 } }],
  [{ pressure: 'off' }, { limit: '1days', pressure: undefined }],
  ['off', undefined],
])('%j is %j', (props, janitor) => {
  expect(read(props)).toEqual(janitor);
});

test.each<[JanitorProps, string]>([
  [{ limit: '30m' }, 'janitor.limit: found 30mins, wanted 1hrs or longer'],
  [{ limit: 'soon' }, 'janitor.limit: found "soon", wanted a number with a unit'],
  [{ limit: '86400' }, 'janitor.limit: found "86400", wanted a number with a unit'],
  [
    { pressure: { target: 90 } },
    'janitor.pressure.target: found 90, wanted a whole number of percent from 10 to 84',
  ],
])('a group refuses %j', (janitor, message) => {
  expect(problemsOf(() => agentGroupStack({ janitor })).join('\n')).toContain(`test/spark.${message}`);
});
