import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack, Testing } from 'cdktf';

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** A stack as Terraform gets it, with what it declares easy to reach. */
export class SynthesizedStack {
  /** @param json what cdktf writes to `cdk.tf.json` */
  constructor(readonly json: Readonly<Record<string, unknown>>) {}

  /** Attributes of every resource of a type, by logical id. */
  resources(type: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
    return (this.json['resource'] as Blocks | undefined)?.[type] ?? {};
  }

  /** Attributes of every data source of a type, by logical id. */
  dataSources(type: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
    return (this.json['data'] as Blocks | undefined)?.[type] ?? {};
  }

  /** The text of a local. */
  local(name: string): string | undefined {
    const value = (this.json['locals'] as Readonly<Record<string, unknown>> | undefined)?.[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** `aws_s3_bucket.store_manifests_bucket_ECBCC1DD` for each resource, sorted: what Terraform knows them by. */
  get addresses(): readonly string[] {
    return Object.entries((this.json['resource'] as Blocks | undefined) ?? {})
      .flatMap(([type, resources]) => Object.keys(resources).map((id) => `${type}.${id}`))
      .sort();
  }
}

/**
 * Synthesizes one stack the way an app would, validations included.
 * @param build puts constructs into the stack; a provider for AWS is added if it puts none there
 * @param id the stack's name; @default 'test'
 * @throws whatever the constructs refuse
 */
export function synthesize(build: (stack: TerraformStack) => void, id = 'test'): SynthesizedStack {
  const stack = new TerraformStack(new App(), id);
  build(stack);
  if (!stack.node.findAll().some((node) => node instanceof AwsProvider)) {
    new AwsProvider(stack, 'aws', { region: 'us-east-1' });
  }
  return synthesizeStack(stack);
}

/** The same for a stack that exists already, for example one of a class of yours. */
export function synthesizeStack(stack: TerraformStack): SynthesizedStack {
  return new SynthesizedStack(JSON.parse(Testing.synth(stack, true)));
}
