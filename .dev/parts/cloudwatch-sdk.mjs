// What the bundle has in place of '@aws-sdk/client-cloudwatch': src/io/cloudwatch/put-metric-data.ts asks for nothing
// else of it. From ES modules the bundler can leave out what belongs to CloudWatch's other operations.
export { CloudWatchClient } from '../../node_modules/@aws-sdk/client-cloudwatch/dist-es/CloudWatchClient.js';
export { PutMetricDataCommand } from '../../node_modules/@aws-sdk/client-cloudwatch/dist-es/commands/PutMetricDataCommand.js';
