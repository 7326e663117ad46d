import { DataAwsAmi } from '@cdktf/provider-aws/lib/data-aws-ami';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { TerraformResource, Token } from 'cdktf';
import { Construct } from 'constructs';
import { architectureOf } from '../src/domain/agent/instance-type';
import type { AgentImage, ImageSource } from './agent-image';
import { isLate } from './known';
import { attributeText } from './terraform-text';

interface KeptAttributes {
  readonly input: Readonly<Record<string, string>>;
  readonly triggers_replace: Readonly<Record<string, string>>;
}

/** Not cdktf's own class of it: that one starts Terraform at every synth to ask for its version. */
class KeptValues extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly attributes: KeptAttributes,
  ) {
    super(scope, id, {
      terraformResourceType: 'terraform_data',
      lifecycle: { ignoreChanges: ['input'] },
    });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.attributes };
  }
}

/**
 * The id of the image, kept. What a parameter or a lookup says is written to Terraform's state once, by a
 * `terraform_data` that ignores later answers: plans stay empty when a newer image is published, and machines
 * of one group are alike. A changed `revision` replaces that record, and so takes the newest image.
 */
export class AgentMachineImage extends Construct {
  readonly imageId: string;
  readonly rootDeviceName: string;

  constructor(scope: Construct, id: string, image: AgentImage, instanceType: string) {
    super(scope, id);
    this.imageId = image.source.kind === 'id' ? image.source.id : this.kept(image, instanceType);
    this.rootDeviceName = image.rootDeviceName ?? this.lookedUpDevice();
  }

  private kept(image: AgentImage, instanceType: string): string {
    const kept = new KeptValues(this, 'kept', {
      input: { id: this.newest(image.source, instanceType) },
      triggers_replace: { revision: attributeText(image.revision) },
    });
    return Token.asString(kept.interpolationForAttribute('output.id'));
  }

  private newest(source: ImageSource, instanceType: string): string {
    if (source.kind === 'id') return source.id;
    const architecture = isLate(instanceType) ? 'x86_64' : architectureOf(instanceType);
    if (source.kind === 'ssmParameter') {
      const name = source.parameter.replaceAll('@ARCHITECTURE@', architecture);
      return new DataAwsSsmParameter(this, 'parameter', { name }).insecureValue;
    }
    return new DataAwsAmi(this, 'newest', {
      mostRecent: true,
      owners: source.owners.map(attributeText),
      filter: [
        { name: 'name', values: [attributeText(source.name)] },
        ...(source.byArchitecture ? [{ name: 'architecture', values: [architecture] }] : []),
      ],
    }).id;
  }

  /** A wrong name would add a volume and leave the root volume as the image has it, perhaps unencrypted. */
  private lookedUpDevice(): string {
    return new DataAwsAmi(this, 'image', {
      mostRecent: true,
      filter: [{ name: 'image-id', values: [this.imageId] }],
    }).rootDeviceName;
  }
}
