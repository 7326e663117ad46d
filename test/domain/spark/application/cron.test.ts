import { cronProblem } from '../../../../src/domain/spark/application/cron';
import { scheduleProblem } from '../../../../src/lab/world/metronome/schedule';

test.each([
  '* * * * *',
  '0 2 * * *',
  '*/10 0-6 1,15 * MON-FRI',
  '5 4 L * *',
  '0 0 15W JAN,JUL *',
  '0 0 * * 5#2',
  '0 0 * * 5L',
  '0 0 1 1 * 2030',
])('%s is one', (text) => {
  expect(cronProblem(text)).toBeUndefined();
  // And Metronome's, as far as the lab knows it, takes it.
  expect(scheduleProblem({ cron: text })).toBeUndefined();
});

test.each([
  ['', 'five fields'],
  ['* * * *', 'five fields'],
  ['* * * * * * *', 'five fields'],
  ['@daily', 'five fields'],
  ['60 * * * *', 'a minute from 0 to 59'],
  ['* 24 * * *', 'a hour from 0 to 23'],
  ['* * 0 * *', 'a day of month from 1 to 31'],
  ['* * * 13 *', 'a month from 1 to 12'],
  ['* * * JANUARY *', 'a month from 1 to 12'],
  ['* * * * 8', 'a day of week from 0 to 7'],
  ['5-1 * * * *', 'a minute from 0 to 59'],
  ['*/0 * * * *', 'a minute from 0 to 59'],
  ['1, * * * *', 'a minute from 0 to 59'],
  ['0;reboot * * * *', 'a minute from 0 to 59'],
])('%s is none', (text, wanted) => {
  expect(cronProblem(text)).toContain(wanted);
});
