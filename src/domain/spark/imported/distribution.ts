import { attempt, type Problem, shown } from '../../core/problem';
import { SparkDistribution } from '../distribution';
import type { WrittenApp } from './written-app';

export interface DistributionAnswers {
  readonly sparkVersion?: string;
  readonly sparkHome?: string;
}

type Found = { readonly value: SparkDistribution } | { readonly problems: readonly Problem[] };

/** The Spark that a hand-made app runs, so far as it says; what it does not say has to be answered. */
export function distributionOf(written: WrittenApp, answers: DistributionAnswers): Found {
  const { image, archives, start } = written;
  const version = answers.sparkVersion ?? versionIn([...archives, start.home]);
  const home = answers.sparkHome ?? start.home;
  if (version === undefined) {
    const found = `no version in ${shown(image?.name ?? (archives[0] || start.home))}`;
    const fix = 'say --spark-version; spark-submit --version in the image or on an agent tells it';
    return { problems: [{ at: 'cmd', found, wanted: 'the version of Spark that it runs', fix }] };
  }
  return attempt(() => {
    if (image) {
      const options = { version, home, forcePull: image.forcePull };
      return SparkDistribution[image.kind](image.name, options);
    }
    const archive =
      archives.find((uri) => home === '' || uri.includes(home.replace(/\/.*$/, ''))) ?? archives[0];
    if (archive !== undefined && !home.startsWith('/'))
      return SparkDistribution.archive(archive, { version, ...(home === '' ? {} : { home }) });
    return SparkDistribution.host(home, { version });
  });
}

/** `spark-2.4.0-bin-hadoop2.7`, as archives and folders of Spark are called. An image's tag names many versions. */
function versionIn(names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = /(?:^|[/_-])spark-(\d+\.\d+\.\d+)(?=[-/.]|$)/.exec(name)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
