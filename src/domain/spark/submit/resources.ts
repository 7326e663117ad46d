import { type Problem, shown } from '../../core/problem';
import { isAtLeast } from '../version';
import type { SubmitRequest } from './request';
import { type Word, wordText } from './word';

/** A file that the request names, and by which option. */
export interface NamedResource {
  readonly at: string;
  readonly word: Word;
  /** Without it: a path on this machine. */
  readonly scheme?: string;
  readonly text: string;
}

export interface ResourceFindings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Everything that Spark reads by path or URI. */
export function namedResources(request: SubmitRequest): readonly NamedResource[] {
  const { program } = request;
  const lists = (['jars', 'files', 'pyFiles'] as const).flatMap((at) =>
    (request[at] ?? []).map((word, i) => named(`${at}[${i}]`, word)),
  );
  return program.is === 'application' ? [named('resource', program.resource), ...lists] : lists;
}

function named(at: string, word: Word): NamedResource {
  const text = wordText(word);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  return { at, word, text, ...(scheme === undefined ? {} : { scheme }) };
}

/** What Spark and Mesos make of where the files are. */
export function resourceFindings(request: SubmitRequest): ResourceFindings {
  const findings = namedResources(request).map((resource) =>
    request.target.is === 'cluster' ? fetchedByMesos(request, resource) : readByDriver(request, resource),
  );
  return {
    problems: findings.flatMap(({ problems }) => problems),
    warnings: findings.flatMap(({ warnings }) => warnings),
  };
}

const FINE: ResourceFindings = { problems: [], warnings: [] };
const problem = (one: Problem): ResourceFindings => ({ problems: [one], warnings: [] });
const warning = (one: Problem): ResourceFindings => ({ problems: [], warnings: [one] });

/**
 * The driver runs here and downloads what is remote before it starts. Run on 2.2.3, 2.3.0, 2.4.8 and 3.5.9:
 * 2.2 does it by Hadoop only, which knows no http; from 2.3 on `DependencyUtils.downloadFile` has its own way.
 */
function readByDriver(request: SubmitRequest, { at, text, scheme }: NamedResource): ResourceFindings {
  const found = shown(text);
  switch (scheme) {
    case undefined:
    case 'file':
    case 'local':
    case 'ftp':
      return FINE;
    case 'http':
    case 'https':
      if (isAtLeast(request.sparkVersion, '2.3')) return FINE;
      return problem({
        at,
        found: `${found} for Spark ${request.sparkVersion}`,
        wanted: 'a local file, hdfs:// or s3a://',
        fix: `Spark reads ${scheme} from 2.3 on: download it first`,
      });
    case 'hdfs':
      return hdfsOfDriver(request, at, text);
    case 's3a':
      return FINE;
    case 's3':
    case 's3n':
      return problem({ at, found, wanted: text.replace(/^s3n?:/i, 's3a:'), fix: 'Hadoop reads S3 by s3a' });
    default:
      return warning(strange(at, found, "the Spark of the driver needs Hadoop's client of it"));
  }
}

function hdfsOfDriver(request: SubmitRequest, at: string, text: string): ResourceFindings {
  const host = /^hdfs:\/\/([^/]*)/i.exec(text)?.[1] ?? '';
  const named = Object.keys(request.properties ?? {}).some((key) => key.startsWith('spark.hadoop.'));
  if (request.hadoopConfDir === undefined && !named && (host === '' || !host.includes(':'))) {
    return problem({
      at,
      found: `${shown(text)} and no HADOOP_CONF_DIR`,
      wanted: 'the folder with core-site.xml and hdfs-site.xml, or hdfs://HOST:PORT/…',
      fix:
        host === ''
          ? 'nothing says which HDFS is meant'
          : `${shown(host)} is a host at port 8020 or a name service; only hdfs-site.xml says which`,
    });
  }
  if (request.target.is === 'local' || host.includes(':')) return FINE;
  return warning({
    at,
    found: shown(text),
    wanted: 'executors that have hdfs-site.xml, too',
    fix: 'they fetch it themselves: put the files into their image, or their URLs into spark.mesos.uris',
  });
}

/** The driver's task is given the file by the Mesos fetcher (docs/fetcher.md of Mesos 1.11). */
function fetchedByMesos(request: SubmitRequest, resource: NamedResource): ResourceFindings {
  const { at, text, scheme } = resource;
  const found = shown(text);
  switch (scheme) {
    case 'http':
    case 'https':
    case 'ftp':
    case 'ftps':
      return FINE;
    case undefined:
      return problem({
        at,
        found: `${found}, a path on this machine`,
        wanted: 'a URI that the agents can read: hdfs://, https:// or s3a://',
        fix: 'upload it with --upload, or write local:/PATH for a file of the image or of every agent',
      });
    case 'file':
      return warning({
        at,
        found,
        wanted: 'a file that lies there on every agent',
        fix: 'it is not taken from this machine',
      });
    case 'local':
      return localOfCluster(request, at, found);
    case 'hdfs':
    case 's3a':
    case 's3':
    case 's3n':
      return warning({
        at,
        found,
        wanted: "agents with Hadoop's client (their flag --hadoop_home)",
        fix: `the Mesos fetcher reads ${scheme} by it; https works without`,
      });
    default:
      return warning(strange(at, found, "the Mesos fetcher hands it to Hadoop's client"));
  }
}

/** `spark.mesos.appJar.local.resolution.mode`, since 2.4; before, `local:` is a file of the agent. */
function localOfCluster(request: SubmitRequest, at: string, found: string): ResourceFindings {
  if (at !== 'resource') return FINE;
  const key = 'spark.mesos.appJar.local.resolution.mode';
  const inImage =
    request.properties?.['spark.mesos.executor.docker.image'] !== undefined ||
    request.executors?.source.kind === 'docker' ||
    request.executors?.source.kind === 'ucr';
  const since = isAtLeast(request.sparkVersion, '2.4');
  // The mode is asked for only of what starts with these two slashes.
  if (!inImage || (since && request.properties?.[key] === 'container' && found.startsWith('"local://'))) {
    return FINE;
  }
  return warning({
    at,
    found: `${found} with an image`,
    wanted: since ? `local:///PATH, and ${key} set to container` : 'a file of the agent, not of the image',
    fix: since
      ? 'else it is taken from the agent, not from the image'
      : 'from Spark 2.4 on it can be one of the image',
  });
}

function strange(at: string, found: string, fix: string): Problem {
  return { at, found, wanted: 'hdfs://, s3a://, https://, file: or local:', fix };
}
