import {
  LaunchTemplate,
  type LaunchTemplateBlockDeviceMappings,
} from '@cdktf/provider-aws/lib/launch-template';
import type { ITerraformDependable, Precondition } from 'cdktf';
import type { Construct } from 'constructs';
import { ephemeralDevice, xenDisks } from '../src/domain/agent/instance-type';
import { Size } from '../src/domain/core/size';
import type { AgentGroupProps } from './agent-group-props';
import type { AgentMachineImage } from './agent-machine-image';
import { isLate } from './known';
import { attributeText } from './terraform-text';

export interface AgentLaunchTemplateProps {
  readonly group: AgentGroupProps;
  readonly namePrefix: string;
  readonly image: AgentMachineImage;
  readonly instanceProfileArn: string;
  readonly securityGroupIds: readonly string[];
  readonly userData: string;
  /** What a machine needs at its start. */
  readonly needs: readonly ITerraformDependable[];
  readonly tags: Readonly<Record<string, string>>;
  readonly preconditions: readonly Precondition[];
}

/** What a machine of the group is. A change makes a new version; running machines stay as they are. */
export function agentLaunchTemplate(
  scope: Construct,
  id: string,
  props: AgentLaunchTemplateProps,
): LaunchTemplate {
  const { group, tags } = props;
  return new LaunchTemplate(scope, id, {
    namePrefix: props.namePrefix,
    imageId: props.image.imageId,
    instanceType: group.instanceType,
    iamInstanceProfile: { arn: props.instanceProfileArn },
    vpcSecurityGroupIds: [...props.securityGroupIds],
    ...(group.keyName === undefined ? {} : { keyName: attributeText(group.keyName) }),
    // Tasks in containers with a network of their own are one hop further away and get no credentials.
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [...blockDevices(props)],
    tagSpecifications: ['instance', 'volume'].map((resourceType) => ({ resourceType, tags: { ...tags } })),
    tags: { ...tags },
    userData: props.userData,
    ...(props.needs.length === 0 ? {} : { dependsOn: [...props.needs] }),
    lifecycle: { precondition: [...props.preconditions] },
  });
}

function blockDevices({
  group,
  image,
}: AgentLaunchTemplateProps): readonly LaunchTemplateBlockDeviceMappings[] {
  const { rootVolume = {}, storage, volumes = [] } = group;
  const { volume } = storage;
  return [
    ebs(image.rootDeviceName, { size: gib(rootVolume.size ?? '30g'), key: rootVolume.kmsKeyId }),
    ...(storage.layout.source.kind === 'instanceStore' ? xenMappings(group) : []),
    ...(volume === undefined
      ? []
      : [
          ebs(volume.deviceName, {
            size: volume.sizeGib,
            key: volume.kmsKeyId,
            type: volume.type,
            iops: volume.iops,
            throughput: volume.throughput,
          }),
        ]),
    ...volumes.map((one) => ebs(one.deviceName, { size: gib(one.size), key: one.kmsKeyId })),
  ];
}

interface Volume {
  readonly size: number;
  readonly key: string | undefined;
  readonly type?: string;
  readonly iops?: number | undefined;
  readonly throughput?: number | undefined;
}

function ebs(deviceName: string, volume: Volume): LaunchTemplateBlockDeviceMappings {
  const { size, key, type = 'gp3', iops, throughput } = volume;
  return {
    deviceName,
    ebs: {
      volumeSize: size,
      volumeType: type,
      encrypted: 'true',
      deleteOnTermination: 'true',
      ...(key === undefined ? {} : { kmsKeyId: key }),
      ...(iops === undefined ? {} : { iops }),
      ...(throughput === undefined ? {} : { throughput }),
    },
  };
}

/** Under Xen instance store must be asked for, by names that no volume has. */
function xenMappings(group: AgentGroupProps): readonly LaunchTemplateBlockDeviceMappings[] {
  const types = [group.instanceType, ...(group.otherInstanceTypes ?? [])].filter((type) => !isLate(type));
  const count = Math.max(0, ...types.map(xenDisks));
  const { volume } = group.storage;
  const volumes = [...(group.volumes ?? []), ...(volume === undefined ? [] : [volume])];
  const taken = new Set(volumes.map(({ deviceName }) => deviceName.slice(-1)));
  const free = Array.from({ length: 24 }, (_, i) => ephemeralDevice(i)).filter(
    (name) => !taken.has(name.slice(-1)),
  );
  return free.slice(0, count).map((deviceName, i) => ({ deviceName, virtualName: `ephemeral${i}` }));
}

function gib(size: Size | string): number {
  return (typeof size === 'string' ? Size.parse(size) : size).toMebibytes() / 1024;
}
