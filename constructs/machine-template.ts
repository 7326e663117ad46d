import type { LaunchTemplateConfig } from '@cdktf/provider-aws/lib/launch-template';
import type { Precondition } from 'cdktf';
import type { OperatorImage } from './operator-image';
import { attributeText } from './terraform-text';

export interface MachineTemplateProps {
  /** What names of the template begin with. */
  readonly namePrefix: string;
  readonly image: OperatorImage;
  readonly instanceType: string;
  readonly instanceProfileName: string | undefined;
  readonly securityGroupIds: readonly string[];
  /** As they go into Terraform: on instances and volumes. */
  readonly tags: Record<string, string>;
  readonly userData: string;
  /** Of the root volume, in GiB. @default - the image's */
  readonly volumeSize?: number;
  readonly preconditions?: readonly Precondition[];
}

/** A machine beside the agents: an encrypted root volume, and instance metadata by session tokens alone. */
export function machineTemplate(props: MachineTemplateProps): LaunchTemplateConfig {
  const { namePrefix, image, instanceProfileName, volumeSize, preconditions = [], userData, tags } = props;
  return {
    namePrefix,
    imageId: attributeText('id' in image ? image.id : `resolve:ssm:${image.ssmParameter}`),
    instanceType: attributeText(props.instanceType),
    ...(instanceProfileName === undefined ? {} : { iamInstanceProfile: { name: instanceProfileName } }),
    vpcSecurityGroupIds: [...props.securityGroupIds],
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      {
        deviceName: image.rootDevice ?? '/dev/xvda',
        ebs: {
          encrypted: 'true',
          volumeType: 'gp3',
          deleteOnTermination: 'true',
          ...(volumeSize === undefined ? {} : { volumeSize }),
        },
      },
    ],
    tagSpecifications: ['instance', 'volume'].map((resourceType) => ({ resourceType, tags })),
    userData,
    ...(preconditions.length === 0 ? {} : { lifecycle: { precondition: [...preconditions] } }),
  };
}
