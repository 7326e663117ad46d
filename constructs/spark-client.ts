import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import { attempt, type Problem, shown } from '../src/domain/core/problem';
import { cloudConfig } from '../src/domain/render/cloud-config';
import { fileName, readPinned } from '../src/domain/spark/install/pinned';
import { sparkVersionProblems } from '../src/domain/spark/version';
import { CLIENT_SCRIPT, sparkClientFiles } from '../src/domain/spark-client/boot';
import { rejectIn } from './known';
import { machineTemplate } from './machine-template';
import { OperatorBundle } from './operator-bundle';
import { amazonLinux } from './operator-image';
import { shippedFile } from './shipped-files';
import type { SparkClientProps } from './spark-client-props';
import { SparkClientRole } from './spark-client-role';
import { attributeTags, attributeText, LateValues, terraformText, terraformValue } from './terraform-text';

/**
 * Edge nodes: machines in the cluster's subnets with Spark, libmesos and settings, on which `spark-defaults.conf` is
 * kept as the operator publishes it. People and schedulers submit from there.
 */
export class SparkClient extends Construct {
  readonly autoScalingGroupName: string;
  readonly securityGroupId: string;

  /** @throws ProblemError that names everything that cannot work */
  constructor(scope: Construct, id: string, props: SparkClientProps) {
    super(scope, id);
    rejectIn(this, problems(props));
    const bundle = new OperatorBundle(this, 'bundle', props.store, props.bundle, 'client');
    const role = new SparkClientRole(this, 'access', {
      store: props.store,
      defaults: props.defaults.name,
      managedPolicyArns: props.managedPolicyArns ?? [],
    });
    this.securityGroupId = this.addSecurityGroup(props);
    const { cluster, architecture = 'x86_64', image = amazonLinux(architecture), instances = 1 } = props;
    const tags = attributeTags({ Name: 'mesos-spark-client', ...props.tags });
    const template = new LaunchTemplate(
      this,
      'launch-template',
      machineTemplate({
        namePrefix: 'mesos-spark-client-',
        image,
        instanceType: props.instanceType ?? (architecture === 'arm64' ? 't4g.large' : 't3.large'),
        instanceProfileName: role.instanceProfileName,
        securityGroupIds: [this.securityGroupId, ...cluster.securityGroupIds],
        tags,
        userData: this.userData(props, bundle),
        volumeSize: 32,
      }),
    );
    // Drivers of people run there, so a change of the template replaces nothing by itself.
    this.autoScalingGroupName = new AutoscalingGroup(this, 'group', {
      namePrefix: 'mesos-spark-client-',
      minSize: instances,
      maxSize: instances,
      desiredCapacity: instances,
      vpcZoneIdentifier: [...(props.subnetIds ?? cluster.subnetIds)],
      healthCheckType: 'EC2',
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      dependsOn: [bundle.object],
    }).name;
  }

  private addSecurityGroup({ cluster, reachableFrom = [] }: SparkClientProps): string {
    const group = new SecurityGroup(this, 'security-group', {
      namePrefix: 'mesos-spark-client-',
      description: 'Machines that submit to the cluster: drivers are reached by masters and agents',
      vpcId: attributeText(cluster.vpcId),
    });
    const everywhere = { securityGroupId: group.id, ipProtocol: '-1' };
    new VpcSecurityGroupEgressRule(this, 'egress-ipv4', { ...everywhere, cidrIpv4: '0.0.0.0/0' });
    new VpcSecurityGroupEgressRule(this, 'egress-ipv6', { ...everywhere, cidrIpv6: '::/0' });
    reachableFrom.forEach((referencedSecurityGroupId, i) => {
      new VpcSecurityGroupIngressRule(this, `driver-${i}`, {
        securityGroupId: group.id,
        referencedSecurityGroupId,
        description: 'Masters and executors, back to drivers',
        ipProtocol: 'tcp',
        fromPort: 1024,
        toPort: 65_535,
      });
    });
    return group.id;
  }

  private userData(props: SparkClientProps, bundle: OperatorBundle): string {
    const { store, defaults, spark, nativeLibrary, jars = [], hadoopConf } = props;
    const values = {
      region: new DataAwsRegion(this, 'region').name,
      bundleUrl: bundle.url,
      store: `s3://${store.state.bucketName}`,
    };
    const late = new LateValues([
      ...Object.values(values),
      spark,
      nativeLibrary ?? '',
      ...jars,
      hadoopConf ?? '',
    ]);
    const files = sparkClientFiles(
      {
        region: late.named(values.region),
        bundleUrl: late.named(values.bundleUrl),
        bundleSha256: bundle.sha256,
        install: {
          spark,
          sparkVersion: versionOf(props),
          jars,
          defaults: defaults.name,
          store: late.named(values.store),
          ...(nativeLibrary === undefined ? {} : { nativeLibrary }),
          ...(hadoopConf === undefined ? {} : { hadoopConf }),
        },
      },
      shippedFile('client', 'client.sh'),
    );
    const text = cloudConfig({
      write_files: files.map(({ path, mode, content }) => ({
        path,
        permissions: mode,
        owner: 'root:root',
        content,
      })),
      runcmd: [[CLIENT_SCRIPT]],
    });
    return Fn.base64gzip(terraformValue(this, 'user-data', terraformText(text, late.tokens)));
  }
}

function problems(props: SparkClientProps): readonly Problem[] {
  const { spark, nativeLibrary, jars = [], hadoopConf, instances = 1 } = props;
  const pinned = [
    ['spark', spark],
    ['nativeLibrary', nativeLibrary],
    ...jars.map((jar, i) => [`jars[${i}]`, jar]),
  ];
  return [
    ...pinned.flatMap(([at = '', text]) => {
      const read = text === undefined ? { problems: [] } : attempt(() => readPinned(at, text));
      return 'problems' in read ? read.problems : [];
    }),
    ...sparkVersionProblems('sparkVersion', versionOf(props)),
    ...(hadoopConf === undefined || /^(https?|s3):\/\/\S+$/.test(hadoopConf)
      ? []
      : [{ at: 'hadoopConf', found: shown(hadoopConf), wanted: 'an http(s):// or s3:// URL' }]),
    ...(Number.isInteger(instances) && instances >= 0
      ? []
      : [{ at: 'instances', found: shown(instances), wanted: 'a whole number from 0' }]),
  ];
}

function versionOf({ spark, sparkVersion }: SparkClientProps): string {
  if (sparkVersion !== undefined) return sparkVersion;
  const read = attempt(() => fileName(readPinned('spark', spark)));
  return /spark-(\d+\.\d+\.\d+)/.exec('value' in read ? read.value : '')?.[1] ?? '';
}
