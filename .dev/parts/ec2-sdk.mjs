// What the bundle has in place of '@aws-sdk/client-ec2': src/io/ec2-machines.ts asks for nothing else of it. What
// belongs to EC2's other 700 operations would cost 8 MB of memory; from ES modules the bundler can leave it out.
export { DescribeInstancesCommand } from '../../node_modules/@aws-sdk/client-ec2/dist-es/commands/DescribeInstancesCommand.js';
export { EC2Client } from '../../node_modules/@aws-sdk/client-ec2/dist-es/EC2Client.js';
