import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import type { Problem } from '../src/domain/core/problem';
import { DEFAULT_AGENT_PORT } from '../src/domain/mesos/agent-flags';
import { inside, rejectIn } from './known';
import { machineTemplate } from './machine-template';
import { OperatorBundle } from './operator-bundle';
import { operatorSettings, takesNotices } from './operator-checks';
import { amazonLinux } from './operator-image';
import { OperatorInterruptions } from './operator-interruptions';
import type { IWatchedAgents, OperatorProps } from './operator-props';
import { OperatorRole } from './operator-role';
import { asksAgents, statusPageGroups } from './operator-status-page';
import { type OperatorUserData, operatorUserData } from './operator-user-data';
import { attributeTags, attributeText } from './terraform-text';

interface OpenPort {
  readonly port: number | undefined;
  readonly description: string;
}

/** Runs the operator: an auto scaling group of small machines over the cluster's subnets, and so its zones. */
export class Operator extends Construct {
  readonly autoScalingGroupName: string;
  readonly securityGroupId: string;
  private readonly role: OperatorRole;
  private readonly userData: OperatorUserData;
  private namespace: string | undefined;

  constructor(scope: Construct, id: string, props: OperatorProps) {
    super(scope, id);
    const settings = inside(this, () => operatorSettings(props));
    const bundle = new OperatorBundle(this, 'bundle', props.store, props.bundle);
    const interruptions = takesNotices(props) ? this.addInterruptions(props) : undefined;
    this.role = new OperatorRole(this, 'access', {
      store: props.store,
      secretArns: secretArns(props),
      managedPolicyArns: props.managedPolicyArns ?? [],
      seesInstances: settings.agentVpcIds.length > 0,
      interruptions: interruptions?.statements ?? [],
    });
    props.store.addSecretReader((secretArn) => this.role.addSecret(attributeText(secretArn)));
    this.securityGroupId = this.addSecurityGroup(props.cluster.vpcId);
    this.openAgents(props);
    this.userData = operatorUserData(this, {
      ...{ props, settings, bundle },
      ...(interruptions === undefined ? {} : { interruptionsUrl: interruptions.queueUrl }),
    });
    const pageGroups = statusPageGroups(this, props.cluster.vpcId, props.statusPage);
    const template = this.addTemplate(props, pageGroups);
    const group = this.addGroup(props, template, bundle);
    this.autoScalingGroupName = group.name;
    props.store.addOperator(group);
  }

  /** Each group is answered by one operator: another one knows nothing of its drains. */
  private addInterruptions({ agents = [], interruptions, tags = {} }: OperatorProps): OperatorInterruptions {
    const problems: Problem[] = [];
    const all = [...new Set(agents)].sort((a, b) => (a.node.path < b.node.path ? -1 : 1));
    const groups = all.flatMap(({ node, drained }) => {
      if (drained === undefined) return [];
      const other = drained.answeredBy?.(this.node.path);
      if (other !== undefined) {
        const wanted = 'a group that no other operator answers';
        problems.push({ at: 'agents', found: `${node.path}, which ${other} answers`, wanted });
      }
      return [drained];
    });
    rejectIn(this, problems);
    const asked = typeof interruptions === 'object' ? interruptions : {};
    return new OperatorInterruptions(this, 'interruptions', { ...asked, groups, tags: attributeTags(tags) });
  }

  /** The namespace of CloudWatch in which it publishes metrics; undefined where it publishes none. */
  get metricsNamespace(): string | undefined {
    return this.namespace;
  }

  /** Lets it publish metrics in this namespace of CloudWatch, which `ShuffleMonitoring` does. */
  publishMetrics(namespace: string): void {
    this.namespace = namespace;
    this.role.addMetrics(namespace);
    this.userData.publishMetrics(namespace);
  }

  /** Nothing connects to the operator by it. */
  private addSecurityGroup(vpcId: string): string {
    const group = new SecurityGroup(this, 'security-group', {
      namePrefix: 'mesos-spark-operator-',
      description: 'Machines of the mesos-spark operator: outbound only',
      vpcId: attributeText(vpcId),
    });
    const everywhere = { securityGroupId: group.id, ipProtocol: '-1' };
    new VpcSecurityGroupEgressRule(this, 'egress-ipv4', { ...everywhere, cidrIpv4: '0.0.0.0/0' });
    new VpcSecurityGroupEgressRule(this, 'egress-ipv6', { ...everywhere, cidrIpv6: '::/0' });
    return group.id;
  }

  /** Named after the groups, so that another order of them changes nothing. */
  private openAgents({ agents = [], statusPage }: OperatorProps): void {
    for (const group of new Set(agents)) {
      this.open(group, 'health', {
        port: group.healthPort,
        description: 'Health of the agent, for the operator',
      });
      if (!asksAgents(statusPage)) continue;
      const { agentPort = DEFAULT_AGENT_PORT } = group;
      this.open(group, 'usage', {
        port: agentPort,
        description: 'Containers of the agent, for the operator',
      });
    }
  }

  private open(
    { node, securityGroupId }: IWatchedAgents,
    name: string,
    { port, description }: OpenPort,
  ): void {
    if (port === undefined) return;
    new VpcSecurityGroupIngressRule(this, `${name}-${node.path.replaceAll('/', '-')}`, {
      securityGroupId,
      referencedSecurityGroupId: this.securityGroupId,
      description,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
    });
  }

  private addTemplate(props: OperatorProps, pageGroups: readonly string[]): LaunchTemplate {
    const { userData, role } = this;
    const { cluster, architecture = 'arm64', tags = {}, image = amazonLinux(architecture) } = props;
    const allTags = attributeTags({ Name: 'mesos-spark-operator', ...tags });
    return new LaunchTemplate(
      this,
      'launch-template',
      machineTemplate({
        namePrefix: 'mesos-spark-operator-',
        image,
        instanceType: props.instanceType ?? (architecture === 'arm64' ? 't4g.small' : 't3.small'),
        instanceProfileName: role.instanceProfileName,
        securityGroupIds: [this.securityGroupId, ...pageGroups, ...cluster.securityGroupIds],
        tags: allTags,
        userData: userData.text,
        preconditions: userData.preconditions,
      }),
    );
  }

  private addGroup(props: OperatorProps, template: LaunchTemplate, bundle: OperatorBundle): AutoscalingGroup {
    const { instances = 2, cluster } = props;
    return new AutoscalingGroup(this, 'group', {
      namePrefix: 'mesos-spark-operator-',
      minSize: instances,
      maxSize: instances,
      desiredCapacity: instances,
      vpcZoneIdentifier: [...(props.subnetIds ?? cluster.subnetIds)],
      healthCheckType: 'EC2',
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      // The machines hold nothing: a new program or setting replaces them one after the other.
      instanceRefresh: { strategy: 'Rolling', preferences: { minHealthyPercentage: 50 } },
      dependsOn: [bundle.object],
    });
  }
}

function secretArns({
  cluster,
  marathonCredentials,
  secretArns: more = [],
}: OperatorProps): readonly string[] {
  const { credentials, caCertificate } = cluster;
  const own = [credentials?.secretArn, marathonCredentials?.secretArn, caCertificate];
  return [...own.filter((arn) => arn !== undefined), ...more.map(attributeText)];
}
