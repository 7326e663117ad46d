import { Token } from 'cdktf';
import { Credentials } from '../../constructs/credentials';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:marathon-x1Y2z3';

test.each(['basic', 'token', 'serviceAccount'] as const)('%s refers to a secret', (kind) => {
  expect(Credentials[kind](arn)).toMatchObject({ kind, secretArn: arn });
});

test('an ARN that Terraform will know is accepted', () => {
  const late = Token.asString({ a: 1 });
  expect(Credentials.token(late).secretArn).toBe(late);
});

test('fails on the secret itself, and does not show it', () => {
  const give = () => Credentials.basic('admin:hunter2');
  expect(give).toThrow(
    'credentials: found 13 characters that are no ARN (not shown, they could be the secret), wanted the ARN of a ' +
      'secret, such as "arn:aws:secretsmanager:us-east-1:123456789012:secret:marathon-x1Y2z3"; ' +
      'put the secret into AWS Secrets Manager and give its ARN',
  );
  expect(give).not.toThrow('hunter2');
});
