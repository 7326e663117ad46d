import { createHash } from 'node:crypto';
import { Fn, type Precondition, TerraformLocal, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { gzip } from 'pako';
import { agentBootEnd, agentBootStart, bootFeatures } from '../src/domain/agent/boot';
import type { AgentBootProps } from '../src/domain/agent/boot-props';
import type { Platform } from '../src/domain/agent/platform';
import type { Problem } from '../src/domain/core/problem';
import { isLate, rejectIn } from './known';
import { lateConditions } from './late-conditions';
import { LateValues, terraformText, terraformValue } from './terraform-text';

/** EC2's limit, of what is given before it becomes base64 (RunInstances, `UserData`). */
export const USER_DATA_LIMIT = 16_384;

/** What a launch template is given to boot its machines. */
export interface AgentUserData {
  /** base64 of the gzip. */
  readonly text: string;
  /** What Terraform has to check of the values that it fills in. */
  readonly preconditions: readonly Precondition[];
}

/**
 * The user data of a group, compressed: by Terraform where it holds what only Terraform knows, else here, by a
 * library whose bytes are the same on every version of Node.
 * @throws ProblemError if it is larger than EC2 takes
 */
export function agentUserData(scope: Construct, props: AgentBootProps): AgentUserData {
  const { platform, fetchedScripts: scripts } = props;
  const url = urlOf(platform);
  const late = new LateValues([JSON.stringify([props.attributes, props.flags, props.files, props.commands])]);
  const named = {
    ...props,
    platform: withUrl(platform, late.named(url)),
    ...(props.sparkSecrets && { sparkSecrets: props.sparkSecrets.map((arn) => late.named(arn)) }),
    fetchedScripts: scripts && { ...scripts, url: late.named(scripts.url) },
  };
  const features = bootFeatures(named);
  const start = sharedStart(named, features);
  const end = agentBootEnd(named, features).text;
  const names = Object.keys(late.tokens);
  const filled = names.reduce((text, name) => text.replaceAll(`@${name}@`, LONG_URL), end);
  rejectIn(scope, sizeProblems(start, filled));
  if (names.length === 0) {
    return { text: Buffer.from(packed(start.text + end)).toString('base64'), preconditions: [] };
  }
  const first = late.named(sharedLocal(scope, start.text));
  const text = terraformText(first + end, late.tokens);
  return {
    text: Fn.base64gzip(terraformValue(scope, 'user-data', text)),
    preconditions: isLate(url) ? lateConditions({ [urlName(platform)]: url }) : [],
  };
}

/** The text as a local of the stack: said once for all groups that begin alike. */
function sharedLocal(scope: Construct, text: string): string {
  const stack = TerraformStack.of(scope);
  const id = `agents-user-data-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  const made = stack.node.tryFindChild(id);
  return made instanceof TerraformLocal ? made.asString : terraformValue(stack, id, terraformText(text));
}

function packed(text: string): Uint8Array {
  return gzip(text, { level: 9 });
}

/** As long and as hard to compress as a URL may well be. */
const LONG_URL =
  'https://q7Zk2vXw9LmB4nRt8YcJ.pH5sDf3gKa6.eU1iOo0xVbN.example.internal:8443/T2yWq/7rPl/zCx9/dGh4jM';

interface Start {
  readonly text: string;
  /** Compressed alone. */
  readonly bytes: number;
}

/** Scripts and units are most of the text and the same for many groups: they are rendered once. */
const starts = new Map<string, Start>();

function sharedStart(props: AgentBootProps, features: ReturnType<typeof bootFeatures>): Start {
  const { key, make } = agentBootStart(props, features);
  const known = starts.get(key);
  if (known !== undefined) return known;
  const { text } = make();
  const made = { text, bytes: packed(text).length };
  starts.set(key, made);
  return made;
}

function urlOf(platform: Platform): string {
  return platform.kind === 'dcos' ? platform.bootstrapUrl : platform.zookeeperUrl;
}

function urlName(platform: Platform): string {
  return platform.kind === 'dcos' ? 'bootstrapUrl' : 'zookeeperUrl';
}

function withUrl(platform: Platform, url: string): Platform {
  return platform.kind === 'dcos' ? { ...platform, bootstrapUrl: url } : { ...platform, zookeeperUrl: url };
}

/**
 * Where the end would fit as it is, nothing is compressed only to know that. Terraform's own gzip makes 0.4 % more
 * of a text than this one.
 */
function sizeProblems(start: Start, end: string): readonly Problem[] {
  const most = start.bytes + Buffer.byteLength(end);
  const bytes = Math.ceil((most <= USER_DATA_LIMIT / 1.01 ? most : packed(start.text + end).length) * 1.01);
  return bytes <= USER_DATA_LIMIT
    ? []
    : [
        {
          at: 'userData',
          found: `${bytes} bytes, compressed`,
          wanted: `at most ${USER_DATA_LIMIT}, which is all that EC2 takes`,
          fix: 'put large files into the image or a bucket and let a command fetch them',
        },
      ];
}
