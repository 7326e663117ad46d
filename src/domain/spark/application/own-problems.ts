import type { Problem } from '../../core/problem';
import { ownPropertyProblems, type Published, saidUnder } from '../own-properties';
import { saidInWords } from './properties';
import type { ApplicationProps } from './props';

/** What of an application's properties, and of its words that become some, contradicts what is published. */
export function ownProblems(
  app: Pick<ApplicationProps, 'sparkConf' | 'sparkVersion' | 'driver' | 'executor' | 'deps'>,
  published: Published,
): readonly Problem[] {
  const { sparkConf = {} } = app;
  const problems = ownPropertyProblems({ ...sparkConf, ...saidInWords(app) }, published, app.sparkVersion);
  return saidUnder('sparkConf', sparkConf, problems);
}
