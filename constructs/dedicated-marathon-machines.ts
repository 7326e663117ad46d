import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import {
  MARATHON_SCRIPT,
  machineEnvironment,
  machineFiles,
  machineSettings,
} from '../src/domain/marathon-server/on-machines';
import { cloudConfig } from '../src/domain/render/cloud-config';
import { MarathonAccess } from './dedicated-marathon-access';
import type { CheckedMarathon } from './dedicated-marathon-checks';
import type { DedicatedMarathonProps, OnMachinesProps } from './dedicated-marathon-props';
import { lateConditions } from './late-conditions';
import { machineTemplate } from './machine-template';
import { shippedFile } from './shipped-files';
import { attributeTags, attributeText, LateValues, terraformText, terraformValue } from './terraform-text';

interface MachinesProps {
  readonly checked: CheckedMarathon;
  readonly props: DedicatedMarathonProps;
  readonly runs: OnMachinesProps;
}

/** Machines that run a Marathon, and the internal load balancer in front of them: any of them hands on to the leader. */
export class MarathonMachines extends Construct {
  readonly url: string;
  readonly autoScalingGroupName: string;
  /** Of the machines. */
  readonly securityGroupId: string;
  readonly targetGroupArn: string;
  /** The dimension `LoadBalancer` of CloudWatch's `AWS/NetworkELB`. */
  readonly loadBalancerArnSuffix: string;
  /** The dimension `TargetGroup`: alarm on `HealthyHostCount`, which is 0 while nobody leads. */
  readonly targetGroupArnSuffix: string;

  constructor(scope: Construct, id: string, machines: MachinesProps) {
    super(scope, id);
    const { props, runs } = machines;
    const {
      httpPort = 8080,
      libprocessPort = 9095,
      clientSecurityGroupIds = [],
      managedPolicyArns = [],
    } = runs;
    const { cluster, mesosAuthentication: proof } = props;
    const access = new MarathonAccess(this, 'access', {
      vpcId: cluster.vpcId,
      httpPort,
      libprocessPort,
      clients: [...cluster.securityGroupIds, ...clientSecurityGroupIds],
      masters: cluster.securityGroupIds,
      secretArns: proof?.secretArn === undefined ? [] : [proof.secretArn],
      managedPolicyArns,
    });
    this.securityGroupId = access.machinesGroupId;
    const tags = attributeTags({ Name: `mesos-spark-${props.name}`, ...runs.tags });
    const subnets = [...(runs.subnetIds ?? cluster.subnetIds)];
    const balancer = new Lb(this, 'load-balancer', {
      namePrefix: 'mspk-',
      internal: true,
      loadBalancerType: 'network',
      subnets,
      securityGroups: [access.balancerGroupId],
      // A standby hands on to the leader wherever that is, so a caller may as well be handed to another zone.
      enableCrossZoneLoadBalancing: true,
      tags,
    });
    const targets = this.addTargets(cluster.vpcId, httpPort, tags);
    new LbListener(this, 'listener', {
      loadBalancerArn: balancer.arn,
      port: httpPort,
      protocol: 'TCP',
      defaultAction: [{ type: 'forward', targetGroupArn: targets.arn }],
    });
    const template = this.addTemplate(machines, access, tags);
    this.autoScalingGroupName = this.addGroup(runs, { subnets, template, targets }).name;
    this.url = `http://${balancer.dnsName}:${httpPort}`;
    this.targetGroupArn = targets.arn;
    this.loadBalancerArnSuffix = balancer.arnSuffix;
    this.targetGroupArnSuffix = targets.arnSuffix;
  }

  private addTargets(vpcId: string, port: number, tags: Record<string, string>): LbTargetGroup {
    return new LbTargetGroup(this, 'targets', {
      namePrefix: 'mspk-',
      port,
      protocol: 'TCP',
      targetType: 'instance',
      vpcId: attributeText(vpcId),
      deregistrationDelay: '30',
      healthCheck: {
        protocol: 'HTTP',
        path: '/ping',
        matcher: '200',
        interval: 10,
        timeout: 6,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      tags,
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private addTemplate(
    machines: MachinesProps,
    access: MarathonAccess,
    tags: Record<string, string>,
  ): LaunchTemplate {
    const { runs, props, checked } = machines;
    const { image } = runs;
    const { masterUrl, zookeeperUrl } = checked.server;
    const preconditions = lateConditions({ masterUrl, zookeeperUrl });
    return new LaunchTemplate(
      this,
      'launch-template',
      machineTemplate({
        namePrefix: 'mesos-spark-marathon-',
        image,
        instanceType: runs.instanceType ?? 't3.medium',
        instanceProfileName: access.instanceProfileName,
        securityGroupIds: [access.machinesGroupId, ...props.cluster.securityGroupIds],
        tags,
        userData: this.userData(machines),
        preconditions,
      }),
    );
  }

  private userData({ checked: { server, heap }, props, runs }: MachinesProps): string {
    const { platform } = props.cluster;
    if (platform.kind !== 'mesos') throw new Error('not reached: the checks refuse it');
    const { source, httpPort = 8080, libprocessPort = 9095 } = runs;
    const secretArn = props.mesosAuthentication?.secretArn;
    const { installation } = platform;
    const machine = {
      source,
      mesos: installation.settings,
      nativeLibrary: installation.library,
      javaPackage: runs.javaPackage ?? 'java-1.8.0-amazon-corretto',
      heap,
      httpPort,
      libprocessPort,
      region: new DataAwsRegion(this, 'region').name,
      ...(secretArn === undefined ? {} : { secretArn }),
    };
    const environment = machineEnvironment(server, machine);
    const settings = machineSettings(machine);
    const late = new LateValues([...Object.values(environment), ...Object.values(settings)]);
    const named = (values: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, late.named(value)]));
    const texts = {
      environment: named(environment),
      settings: named(settings),
      script: shippedFile('boot', 'marathon.sh'),
    };
    const text = cloudConfig({
      write_files: machineFiles(texts, source).map(({ path, mode, content }) => ({
        path,
        permissions: mode,
        owner: 'root:root',
        content,
      })),
      runcmd: [[MARATHON_SCRIPT, 'install']],
    });
    return Fn.base64gzip(terraformValue(this, 'user-data', terraformText(text, late.tokens)));
  }

  /**
   * By EC2's health checks alone: while ZooKeeper is away none of them answers, and to replace them all would not
   * help. One after the other, so that somebody leads.
   */
  private addGroup(
    { machines = 2 }: OnMachinesProps,
    {
      subnets,
      template,
      targets,
    }: { readonly subnets: string[]; readonly template: LaunchTemplate; readonly targets: LbTargetGroup },
  ): AutoscalingGroup {
    return new AutoscalingGroup(this, 'group', {
      namePrefix: 'mesos-spark-marathon-',
      minSize: machines,
      maxSize: machines,
      desiredCapacity: machines,
      vpcZoneIdentifier: subnets,
      healthCheckType: 'EC2',
      targetGroupArns: [targets.arn],
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      instanceRefresh: {
        strategy: 'Rolling',
        preferences: { minHealthyPercentage: 50, instanceWarmup: '300' },
      },
    });
  }
}
