import { reportText } from '../../src/cli/operator-report';
import type { Report } from '../../src/operator/engine/report';

const report: Report = {
  kind: 'SparkDefaults',
  name: 'etl',
  outcome: 'settled',
  because: 'as declared',
  did: [],
  planned: [],
};

test('warnings are printed with their reasons, notes are not', () => {
  const text = reportText(
    [
      {
        ...report,
        warnings: [
          { severity: 'warning', reason: 'NoCoresLimit', message: 'an application takes every core' },
          { severity: 'note', reason: 'AgentsLeftOut', message: 'how things are' },
        ],
      },
    ],
    false,
  );
  expect(text).toMatch(/^SparkDefaults +etl +NoCoresLimit +an application takes every core$/m);
  expect(text).not.toContain('how things are');
});

test('without warnings there is no table of them', () => {
  expect(reportText([report], false)).not.toContain('WARNING');
});
