import { Fn, type Precondition } from 'cdktf';
import type { Construct } from 'constructs';
import { agentBootEnd, agentBootStart, bootFeatures } from '../src/domain/agent/boot';
import type { AgentBootProps } from '../src/domain/agent/boot-props';
import type { Platform } from '../src/domain/agent/platform';
import { GzipStart } from './gzip-parts';
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
 * The user data of a group. Without late values it is compressed here, by a library whose bytes are the same on
 * every version of Node; with them, Terraform compresses what it has filled in.
 * @throws ProblemError if it is larger than EC2 takes
 */
export function agentUserData(scope: Construct, props: AgentBootProps): AgentUserData {
  const { platform, fetchedScripts: scripts } = props;
  const url = urlOf(platform);
  const late = new LateValues([JSON.stringify([props.attributes, props.flags, props.files, props.commands])]);
  const named = {
    ...props,
    platform: withUrl(platform, late.named(url)),
    fetchedScripts: scripts && { ...scripts, url: late.named(scripts.url) },
  };
  const features = bootFeatures(named);
  const start = sharedStart(named, features);
  const end = agentBootEnd(named, features).text;
  const names = Object.keys(late.tokens);
  const filled = names.reduce((text, name) => text.replaceAll(`@${name}@`, LONG_URL), end);
  if (names.length === 0) {
    const packed = start.gzip.end(end);
    rejectIn(scope, sizeProblems(packed.length));
    return { text: Buffer.from(packed).toString('base64'), preconditions: [] };
  }
  rejectIn(scope, sizeProblems(terraformBytes(start.gzip, filled)));
  const text = terraformText(start.text + end, late.tokens);
  return {
    text: Fn.base64gzip(terraformValue(scope, 'user-data', text)),
    preconditions: isLate(url) ? lateConditions({ [urlName(platform)]: url }) : [],
  };
}

/** Bytes of what Terraform will make; where even the worst case fits, nothing is compressed to know it. */
function terraformBytes(start: GzipStart, end: string): number {
  const most = Math.ceil(start.most(end) * TERRAFORM_SHARE);
  return most <= USER_DATA_LIMIT ? most : Math.ceil(start.end(end).length * TERRAFORM_SHARE);
}

/** What Terraform's own gzip makes of the same text is less than this times as large; seen: 1.004. */
const TERRAFORM_SHARE = 1.01;

/** As long and as hard to compress as a URL may well be. */
const LONG_URL =
  'https://q7Zk2vXw9LmB4nRt8YcJ.pH5sDf3gKa6.eU1iOo0xVbN.example.internal:8443/T2yWq/7rPl/zCx9/dGh4jM';

interface SharedStart {
  readonly text: string;
  readonly gzip: GzipStart;
}

/** Scripts and units are most of the text and the same for many groups: they are packed once. */
const starts = new Map<string, SharedStart>();

function sharedStart(props: AgentBootProps, features: ReturnType<typeof bootFeatures>): SharedStart {
  const { key, make } = agentBootStart(props, features);
  const known = starts.get(key);
  if (known) return known;
  const { text } = make();
  const made = { text, gzip: new GzipStart(text) };
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

function sizeProblems(bytes: number) {
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
