import { type Problem, shown } from '../../core/problem';
import { unwritable } from '../../render/unwritable';
import { checkProperties } from '../check-properties';
import { archiveProblems } from '../executor-properties';
import { majorVersion, minorVersion, sparkVersionProblems } from '../version';
import type { SubmitRequest } from './request';
import { wordText } from './word';

/** Everything about a request that cannot work. */
export function requestProblems(request: SubmitRequest): readonly Problem[] {
  return [
    ...sparkVersionProblems('sparkVersion', request.sparkVersion),
    ...programProblems(request),
    ...amountProblems(request),
    ...executorProblems(request),
    ...checkProperties(request.properties ?? {}, request.sparkVersion).problems,
    ...saidTwice(request),
    ...listProblems(request),
    ...textProblems(request),
  ];
}

/** What works, but not as somebody may think. */
export function requestWarnings(request: SubmitRequest): readonly Problem[] {
  return [...checkProperties(request.properties ?? {}, request.sparkVersion).warnings, ...greed(request)];
}

function programProblems(request: SubmitRequest): readonly Problem[] {
  const { program, target } = request;
  if (program.is === 'shell') {
    if (target.is !== 'cluster') return [];
    const wanted = 'client mode: a shell talks to who started it';
    return [{ at: 'deployMode', found: 'cluster mode for a shell', wanted }];
  }
  const at = 'resource';
  const resource = wordText(program.resource);
  if (resource === '' || resource.startsWith('-')) {
    return [{ at, found: shown(resource), wanted: 'a jar, a .py or a .R file' }];
  }
  const script = /\.(py|R)$/i.test(resource);
  if (script && program.mainClass !== undefined) {
    return [{ at: 'class', found: shown(program.mainClass), wanted: `no class for ${shown(resource)}` }];
  }
  if (!script && program.mainClass === undefined && !/^(file:|[^:]*$)/.test(resource)) {
    const fix = 'only of a local file does every version of Spark look for the main class in its manifest';
    return [{ at: 'class', found: 'nothing', wanted: `the main class of ${shown(resource)}`, fix }];
  }
  if (program.mainClass === undefined || /^[\p{L}_$][\p{L}\p{N}_$.]*$/u.test(program.mainClass)) return [];
  return [{ at: 'class', found: shown(program.mainClass), wanted: 'a class such as "org.example.Main"' }];
}

function amountProblems({ amounts = {}, target }: SubmitRequest): readonly Problem[] {
  const cores = (['driverCores', 'executorCores', 'totalExecutorCores'] as const).flatMap((at) => {
    const count = amounts[at];
    return count === undefined || (Number.isSafeInteger(count) && count >= 1)
      ? []
      : [{ at, found: `${count}`, wanted: 'a whole number from 1' }];
  });
  const { executorCores, totalExecutorCores } = amounts;
  const tooFew =
    executorCores !== undefined && totalExecutorCores !== undefined && executorCores > totalExecutorCores;
  const threads = target.is === 'local' ? target.threads : undefined;
  return [
    ...cores,
    ...(tooFew
      ? [
          {
            at: 'executorCores',
            found: `${executorCores}, of ${totalExecutorCores} in all`,
            wanted: 'at most totalExecutorCores',
            fix: 'no executor would start',
          },
        ]
      : []),
    ...(amounts.driverCores !== undefined && target.is !== 'cluster'
      ? [
          {
            at: 'driverCores',
            found: `${amounts.driverCores} in ${target.is} mode`,
            wanted: 'cluster mode',
            fix: 'elsewhere Spark ignores it: the driver is an ordinary process',
          },
        ]
      : []),
    ...(typeof threads === 'number' && !(Number.isSafeInteger(threads) && threads >= 1)
      ? [{ at: 'threads', found: `${threads}`, wanted: 'a whole number from 1, or all' }]
      : []),
  ];
}

function executorProblems({ executors, sparkVersion }: SubmitRequest): readonly Problem[] {
  if (executors === undefined) return [];
  const same =
    majorVersion(executors.version) === majorVersion(sparkVersion) &&
    minorVersion(executors.version) === minorVersion(sparkVersion);
  return [
    ...archiveProblems(executors),
    ...(same
      ? []
      : [
          {
            at: 'executors',
            found: `executors of Spark ${executors.version} for a driver of Spark ${sparkVersion}`,
            wanted: `Spark ${minorVersion(sparkVersion)}`,
            fix: 'a driver needs executors of its own version',
          },
        ]),
  ];
}

/** Options of spark-submit win silently over the same thing as a property. */
const OPTION_OF: readonly (readonly [key: string, said: (request: SubmitRequest) => unknown])[] = [
  ['spark.master', () => true],
  ['spark.submit.deployMode', () => true],
  ['spark.app.name', (r) => r.name],
  ['spark.driver.memory', (r) => r.amounts?.driverMemory],
  ['spark.driver.cores', (r) => r.amounts?.driverCores],
  ['spark.executor.memory', (r) => r.amounts?.executorMemory],
  ['spark.executor.cores', (r) => r.amounts?.executorCores],
  ['spark.cores.max', (r) => r.amounts?.totalExecutorCores],
  ['spark.jars', (r) => r.jars],
  ['spark.files', (r) => r.files],
  ['spark.submit.pyFiles', (r) => r.pyFiles],
  ['spark.jars.packages', (r) => r.packages],
];

/** The properties that options of the request win over: defaults that hold them give way. */
export function propertiesOfOptions(request: SubmitRequest): readonly string[] {
  return OPTION_OF.filter(([, said]) => said(request) !== undefined).map(([key]) => key);
}

function saidTwice(request: SubmitRequest): readonly Problem[] {
  return propertiesOfOptions(request)
    .filter((key) => key in (request.properties ?? {}))
    .map((key) => ({
      at: `properties[${shown(key)}]`,
      found: shown(request.properties?.[key]),
      wanted: 'nothing, as it is said by an option, which wins',
    }));
}

function listProblems(request: SubmitRequest): readonly Problem[] {
  return (['jars', 'files', 'pyFiles', 'packages'] as const).flatMap((at) =>
    (request[at] ?? []).flatMap((word, i) =>
      /^[^,]+$/s.test(wordText(word))
        ? []
        : [
            {
              at: `${at}[${i}]`,
              found: shown(wordText(word)),
              wanted: 'a text without a comma: Spark takes it for the end of one',
            },
          ],
    ),
  );
}

function textProblems(request: SubmitRequest): readonly Problem[] {
  const { program } = request;
  return [
    ...(program.args ?? []).flatMap((arg, i) => unwritable(`args[${i}]`, arg)),
    ...(request.name === undefined ? [] : unwritable('name', request.name)),
    ...(program.is === 'application' ? unwritable('resource', wordText(program.resource)) : []),
    ...(request.localIp === undefined || /^[0-9a-fA-F.:]+$/.test(request.localIp)
      ? []
      : [{ at: 'localIp', found: shown(request.localIp), wanted: 'an address such as "10.0.0.7"' }]),
  ];
}

/** Spark on Mesos takes every core that is offered, of the whole cluster, unless told otherwise. */
function greed(request: SubmitRequest): readonly Problem[] {
  const { target, amounts, properties = {} } = request;
  if (target.is === 'local' || request.propertiesFile !== undefined) return [];
  const limited =
    amounts?.totalExecutorCores !== undefined ||
    'spark.cores.max' in properties ||
    properties['spark.dynamicAllocation.enabled']?.trim().toLowerCase() === 'true';
  if (limited) return [];
  return [
    {
      at: 'totalExecutorCores',
      found: 'nothing',
      wanted: 'a limit, or dynamic allocation',
      fix: 'the application takes all cores that the cluster offers and keeps them until it ends',
    },
  ];
}
