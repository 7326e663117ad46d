import { readFileSync } from 'node:fs';
import { type AgentShape, shapeProblems } from '../src/domain/agent/agent-shape';
import { attempt, type Problem, ProblemError, rejectIf, shown } from '../src/domain/core/problem';

/** Where a file of outputs has what a group told of itself. */
export interface DeployedAgentsProps {
  /** The stack's id. */
  readonly stack: string;
  /** The output that was given the group's `shapes`. */
  readonly output: string;
}

/**
 * What the running agents of a group were made of, as earlier deployments told. Synth cannot read Terraform's
 * state, so a file carries it: `cdktf deploy --outputs-file deployed.json` writes it and the next synth reads it.
 */
export class DeployedAgents {
  /**
   * Reads what `cdktf deploy --outputs-file` or `terraform output -json` wrote.
   * @returns undefined where there is no such file or no such output in it, as before the first deployment
   * @throws ProblemError on anything else in its place
   */
  static fromFile(file: string, { stack, output }: DeployedAgentsProps): DeployedAgents | undefined {
    const text = readText(file);
    if (text === undefined) return undefined;
    const json = readJson(file, text);
    const found = member(member(json, stack), output) ?? member(json, output);
    const value = member(found, 'value') ?? found;
    return value === undefined ? undefined : DeployedAgents.at(`${file}: ${output}`, value);
  }

  /**
   * Reads the value of such an output.
   * @throws ProblemError where it is none
   */
  static parse(text: string): DeployedAgents {
    return DeployedAgents.at('deployed', text);
  }

  private static at(at: string, value: unknown): DeployedAgents {
    const list = typeof value === 'string' ? readJson(at, value) : value;
    if (!Array.isArray(list)) rejectIf([notShapes(at, value)]);
    const shapes = list as readonly unknown[];
    rejectIf(shapes.flatMap((shape, i) => shapeProblems(`${at}[${i}]`, shape)));
    return new DeployedAgents(shapes as readonly AgentShape[]);
  }

  /** @param shapes from the oldest to the newest; machines of each may run */
  private constructor(readonly shapes: readonly AgentShape[]) {}
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
    if (code === 'ENOENT') return undefined;
    throw new ProblemError([{ at: file, found: `the error ${code}`, wanted: 'a file that can be read' }]);
  }
}

function readJson(at: string, text: string): unknown {
  const read = attempt((): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      throw new ProblemError([notShapes(at, text)]);
    }
  });
  if ('problems' in read) throw new ProblemError(read.problems);
  return read.value;
}

function notShapes(at: string, found: unknown): Problem {
  return {
    at,
    found: shown(found),
    wanted: "JSON as `cdktf deploy --outputs-file` writes it, with the group's shapes",
    fix: 'delete it to compare with nothing',
  };
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
