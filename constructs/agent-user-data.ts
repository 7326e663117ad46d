import { Fn, type Precondition } from 'cdktf';
import type { Construct } from 'constructs';
import { gzipSync, strToU8 } from 'fflate';
import { type AgentBootProps, agentBoot } from '../src/domain/agent/boot';
import type { Platform } from '../src/domain/agent/platform';
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
  const url = urlOf(props.platform);
  const late = new LateValues([JSON.stringify([props.attributes, props.flags, props.files, props.commands])]);
  const { cloudConfig } = agentBoot({ ...props, platform: withUrl(props.platform, late.named(url)) });
  const names = Object.keys(late.tokens);
  const packed = compressed(
    names.reduce((text, name) => text.replaceAll(`@${name}@`, LONG_URL), cloudConfig),
  );
  rejectIn(scope, sizeProblems(packed.length));
  if (!isLate(url)) return { text: Buffer.from(packed).toString('base64'), preconditions: [] };
  return {
    text: Fn.base64gzip(terraformValue(scope, 'user-data', terraformText(cloudConfig, late.tokens))),
    preconditions: lateConditions({ [urlName(props.platform)]: url }),
  };
}

/** As long and as hard to compress as a URL may well be. */
const LONG_URL =
  'https://q7Zk2vXw9LmB4nRt8YcJ.pH5sDf3gKa6.eU1iOo0xVbN.example.internal:8443/T2yWq/7rPl/zCx9/dGh4jM';

function compressed(text: string): Uint8Array {
  // The time of the file would be another byte at every synth.
  return gzipSync(strToU8(text), { level: 9, mtime: 0 });
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
