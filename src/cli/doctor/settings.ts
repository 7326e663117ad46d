import { readFileSync } from 'node:fs';
import { nearMiss } from '../../domain/core/near-miss';
import { attempt, type Problem, rejectIf, shown } from '../../domain/core/problem';
import { CHECKS } from '../../domain/doctor/catalogue';
import type { Check } from '../../domain/doctor/check';
import type { AgentFile } from '../../domain/doctor/parts';
import { readEnvironment } from '../../domain/render/env-reader';
import { readProperties } from '../../domain/render/properties-reader';
import { sparkVersionProblems } from '../../domain/spark/version';
import {
  type ClusterOptions,
  type ClusterSettings,
  readAgentHealthPort,
  readCluster,
} from '../cluster-options';
import { type Env, OptionReader } from '../option-reader';
import type { Output } from '../output/output-option';
import type { DoctorSources } from './sources';

export interface DoctorOptions extends ClusterOptions {
  readonly sparkConf?: readonly string[];
  readonly sparkVersion?: string;
  readonly agentEnv?: readonly string[];
  readonly only?: readonly string[];
  readonly list?: boolean;
  readonly output: Output;
}

export interface DoctorSettings extends Pick<DoctorSources, 'settings' | 'agentFiles'> {
  readonly cluster: ClusterSettings<'mesos' | 'marathon', 'manifests' | 'state'>;
  readonly agentHealthPort: number;
  readonly sparkVersion?: string;
  readonly checks: readonly Check[];
}

/** @throws ProblemError with everything that is wrong at once */
export function doctorSettings(options: DoctorOptions, env: Env): DoctorSettings {
  const problems: Problem[] = [];
  const reader = new OptionReader(env, problems);
  const cluster = readCluster(reader, options, {
    required: ['mesos', 'marathon'],
    optional: ['manifests', 'state'],
  });
  const { sparkVersion } = options;
  if (sparkVersion !== undefined) problems.push(...sparkVersionProblems('--spark-version', sparkVersion));
  const files = (option: string, names: readonly string[] = []) =>
    names.flatMap((file) => {
      const text = textOf(option, file, problems);
      return text === undefined ? [] : [{ file, text }];
    });
  const settings: DoctorSettings = {
    cluster,
    agentHealthPort: readAgentHealthPort(reader, options),
    settings: files('--spark-conf', options.sparkConf).map(({ file, text }) => ({
      where: file,
      properties: readProperties(text),
    })),
    ...(sparkVersion === undefined ? {} : { sparkVersion }),
    agentFiles: files('--agent-env', options.agentEnv).flatMap((one) => agentFile(one, problems)),
    checks: chosen(options.only, problems),
  };
  rejectIf(problems);
  return settings;
}

/** Those that `--only` names, each once; all of them without it. @throws ProblemError on others */
export function chosenChecks(only: readonly string[] | undefined): readonly Check[] {
  const problems: Problem[] = [];
  const checks = chosen(only, problems);
  rejectIf(problems);
  return checks;
}

function chosen(only: readonly string[] | undefined, problems: Problem[]): readonly Check[] {
  if (only === undefined) return CHECKS;
  const known = CHECKS.map(({ id }) => id);
  for (const id of only.filter((one) => !known.includes(one))) {
    const meant = nearMiss(id, known);
    const wanted = meant === undefined ? 'the name of a check' : `${meant}, or another check`;
    problems.push({ at: '--only', found: shown(id), wanted, fix: 'mesos-spark doctor --list names them' });
  }
  return CHECKS.filter(({ id }) => only.includes(id));
}

function textOf(option: string, file: string, problems: Problem[]): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    problems.push({ at: option, found: shown(file), wanted: 'a file that can be read' });
    return undefined;
  }
}

function agentFile(
  { file, text }: { readonly file: string; readonly text: string },
  problems: Problem[],
): readonly AgentFile[] {
  const read = attempt(() => readEnvironment(text));
  if ('value' in read) return [{ file, variables: read.value }];
  problems.push(
    ...read.problems.map((problem) => ({ ...problem, at: `--agent-env ${file}, ${problem.at}` })),
  );
  return [];
}
