//! What of `infra/` follows from the route table: a function for each operation, with a role that
//! allows what the operation does to the table, and its alarm. And of the functions without a route, which
//! the template has, their roles, log groups and alarms.

use serde::Serialize;
use shared::operation::{Access, Operation, Use};

const BEGIN: &str = "  # generated: functions\n";
const END: &str = "  # end generated: functions\n";

/// Operations that may end many assignments or put many together, and get longer for it.
const SLOW: [&str; 5] = ["users.set_status", "users.withdraw_coach_status", "assignments.transfer", "assignments.bulk", "reviews.package"];

/// A function without a route, and what its role allows.
struct Worker {
    id: &'static str,
    uses: &'static [Use],
    more: &'static [More],
}

/// What a worker does beside the table.
#[derive(Clone, Copy, PartialEq)]
enum More {
    /// It touches identity links.
    Identities,
    /// It goes through the index.
    Index,
    /// The stream brings it records, and the queue takes what was given up.
    Stream,
    /// It sends mail, from the one address.
    Mail,
}

const WORKERS: [Worker; 9] = {
    use More::{Identities, Index, Mail, Stream};
    use Use::{Check, Delete, Get, Put, Query, Update};
    [
        Worker { id: "authorizer", uses: &[Get, Check, Put, Update], more: &[Identities] },
        Worker { id: "feed.notify", uses: &[Get, Check, Put], more: &[Stream] },
        Worker { id: "feed.replay", uses: &[Get, Query, Check, Put, Delete], more: &[] },
        Worker { id: "audits.walk", uses: &[Get, Query, Put, Update], more: &[Index, Stream] },
        Worker { id: "audits.due", uses: &[Get, Query, Put], more: &[] },
        Worker { id: "reviews.walk", uses: &[Get, Query, Check, Put, Update, Delete], more: &[Index, Stream] },
        Worker { id: "reviews.due", uses: &[Get, Query, Check, Put, Update, Delete], more: &[] },
        Worker { id: "mail.send", uses: &[Get, Update], more: &[Stream, Mail] },
        Worker { id: "mail.daily", uses: &[Get, Query, Check, Put, Update, Delete], more: &[Mail] },
    ]
};

/// The template with `region` in place of what is between its marks.
pub fn with_region(template: &str, region: &str) -> Result<String, String> {
    let missing = |mark: &str| format!("infra/template.yaml has no line `{}`", mark.trim());
    let (before, rest) = template.split_once(BEGIN).ok_or_else(|| missing(BEGIN))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| missing(END))?;
    Ok([before, BEGIN, region, END, after].concat())
}

/// The resources of every operation, as they stand in the template.
pub fn functions(operations: &[Operation]) -> String {
    let of_operation = |it: &Operation| [function(it), role(it.id, "Operations", &table_statement(it.uses, &[])), alarm(it.id)].concat();
    let of_worker = |it: &Worker| [role(it.id, &name(it.id), &worker_statements(it)), logs(it.id), alarm(it.id)].concat();
    let all = operations.iter().map(of_operation).chain(WORKERS.iter().map(of_worker));
    all.collect::<String>() + "\n"
}

/// What the check of the roles expects, a line for each operation.
pub fn operations_json(operations: &[Operation]) -> String {
    let lines: Vec<String> = operations.iter().map(|operation| format!("  {}", line(operation))).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn line(operation: &Operation) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        id: &'a str,
        method: &'a str,
        path: String,
        access: String,
        uses: Vec<String>,
    }
    let line = Line {
        id: operation.id,
        method: operation.method.as_str(),
        path: operation.full_path(),
        access: format!("{:?}", operation.access),
        uses: operation.uses.iter().map(|it| format!("{it:?}")).collect(),
    };
    serde_json::to_string(&line).unwrap_or_else(|e| unreachable!("strings are always JSON: {e}"))
}

/// `users.set_status` as a logical id: `UsersSetStatus`.
fn name(id: &str) -> String {
    let capitalised = |word: &str| word[..1].to_uppercase() + &word[1..];
    id.split(['.', '_']).map(capitalised).collect()
}

fn function(operation: &Operation) -> String {
    let name = name(operation.id);
    let Operation { id, method, .. } = operation;
    let path = operation.full_path();
    let access = format!("{:?}", operation.access).to_lowercase();
    let timeout = if SLOW.contains(id) { "      Timeout: 30\n" } else { "" };
    let auth = if operation.access == Access::Anyone { "            Auth: {Authorizer: NONE}\n" } else { "" };
    format!(
        "
  # {method} {path}: {access}
  {name}Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: {id}
      Role: !GetAtt {name}Role.Arn
{timeout}      LoggingConfig: {{LogGroup: !Ref OperationsLogs}}
      Tags: {{operation: {id}}}
      Events:
        Route:
          Type: HttpApi
          Properties:
            ApiId: !Ref Api
            Method: {method}
            Path: {path}
{auth}"
    )
}

/// A role that allows these statements, and to write to the log group of this name.
fn role(id: &str, logs: &str, statements: &str) -> String {
    let name = name(id);
    format!(
        r#"
  {name}Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]
      Policies:
        - PolicyName: {id}
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !GetAtt {logs}Logs.Arn
{statements}"#
    )
}

fn worker_statements(worker: &Worker) -> String {
    let mut statements = table_statement(worker.uses, worker.more);
    if worker.more.contains(&More::Index) {
        statements += r#"              - Effect: Allow
                Action: dynamodb:Query
                Resource: !Sub ${Table.Arn}/index/gsi1
                Condition:
                  ForAllValues:StringLike: {dynamodb:LeadingKeys: "ORG#*"}
                  "Null": {dynamodb:LeadingKeys: "false"}
"#;
    }
    if worker.more.contains(&More::Stream) {
        statements += r#"              - Effect: Allow
                Action: [dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator]
                Resource: !GetAtt Table.StreamArn
              # Lambda looks the stream up by it, and it can't be narrowed; it tells names alone.
              - Effect: Allow
                Action: dynamodb:ListStreams
                Resource: "*"
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !GetAtt DeadLetters.Arn
"#;
    }
    if worker.more.contains(&More::Mail) {
        statements += r#"              - Effect: Allow
                # SES asks for the second one when a mail comes whole, as ours do.
                Action: [ses:SendEmail, ses:SendRawEmail]
                Resource: !Sub arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*
                Condition:
                  StringEquals: {ses:FromAddress: !Ref MailFrom}
"#;
    }
    statements
}

/// These actions, on organisations' items alone. `ForAllValues` also holds of a request that names no
/// key, which `Null` refuses.
fn table_statement(uses: &[Use], more: &[More]) -> String {
    if uses.is_empty() {
        return String::new();
    }
    let actions: Vec<&str> = uses.iter().map(|it| it.iam_action()).collect();
    let actions = actions.join(", ");
    let keys = if more.contains(&More::Identities) { r#"["IDP#*", "ORG#*"]"# } else { r#""ORG#*""# };
    format!(
        r#"              - Effect: Allow
                Action: [{actions}]
                Resource: !GetAtt Table.Arn
                Condition:
                  ForAllValues:StringLike: {{dynamodb:LeadingKeys: {keys}}}
                  "Null": {{dynamodb:LeadingKeys: "false"}}
"#
    )
}

fn logs(id: &str) -> String {
    let name = name(id);
    format!(
        r#"
  {name}Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub "/${{AWS::StackName}}/{id}"
      RetentionInDays: !Ref LogRetentionDays
"#
    )
}

fn alarm(id: &str) -> String {
    let name = name(id);
    let (errors, throttles) = (metric("errors", "Errors", &name), metric("throttles", "Throttles", &name));
    format!(
        r#"
  {name}Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: {id} crashed, ran out of time or was throttled.
      AlarmActions: !If [HasAlarmTopic, [!Ref AlarmTopic], []]
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      EvaluationPeriods: 1
      TreatMissingData: notBreaching
      Metrics:
        - {{Id: failures, Expression: "SUM([errors, throttles])"}}
{errors}{throttles}"#
    )
}

fn metric(id: &str, metric: &str, name: &str) -> String {
    format!(
        "        - Id: {id}
          ReturnData: false
          MetricStat:
            Metric: {{Namespace: AWS/Lambda, MetricName: {metric}, Dimensions: [{{Name: FunctionName, Value: !Ref {name}Function}}]}}
            Period: 300
            Stat: Sum
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::functions::operations;

    #[test]
    fn every_slow_operation_is_in_the_route_table() {
        for id in SLOW {
            assert!(operations().iter().any(|operation| operation.id == id), "{id} gets longer and is no operation");
        }
    }

    #[test]
    fn every_worker_has_a_role() {
        assert_eq!(WORKERS.map(|worker| worker.id), ::functions::WORKERS);
    }

    #[test]
    fn operations_have_logical_ids_of_their_own() {
        let mut names: Vec<String> = operations().iter().map(|operation| name(operation.id)).collect();
        assert!(names.contains(&"UsersSetStatus".to_owned()), "{names:?}");
        names.sort();
        names.dedup();
        assert_eq!(names.len(), operations().len());
    }

    #[test]
    fn the_region_alone_is_replaced() {
        let template = format!("before\n{BEGIN}old\n{END}after\n");
        assert_eq!(with_region(&template, "new\n"), Ok(format!("before\n{BEGIN}new\n{END}after\n")));
        assert_eq!(with_region("before\n", "new\n"), Err("infra/template.yaml has no line `# generated: functions`".to_owned()));
        assert_eq!(with_region(BEGIN, "new\n"), Err("infra/template.yaml has no line `# end generated: functions`".to_owned()));
    }
}
