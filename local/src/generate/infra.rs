//! The part of `infra/` that follows from the two tables in functions/src/lib.rs: each operation and each
//! worker as a Lambda function with what drives it, a role that allows what its line says, and its alarm.

use functions::WORKERS;
use serde::Serialize;
use serde_json::{Value, json};
use shared::{
    operation::{Access, Driver, More, Operation, Records, Use, Worker},
    table::{UNREADABLE, WARM_UP},
};

const BEGIN: &str = "  # generated: functions\n";
const END: &str = "  # end generated: functions\n";

/// Operations that write or read many items, and get 30 seconds instead of the default of ten.
const SLOW: [&str; 5] = [
    "users.edit_status",
    "users.withdraw_coach_status",
    "assignments.transfer",
    "assignments.assign_many",
    "reviews.download_package",
];

/// The template with `region` between its marks instead of what is there.
pub fn with_region(template: &str, region: &str) -> Result<String, String> {
    let missing = |mark: &str| format!("infra/template.yaml has no line `{}`", mark.trim());
    let (before, rest) = template.split_once(BEGIN).ok_or_else(|| missing(BEGIN))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| missing(END))?;
    Ok([before, BEGIN, region, END, after].concat())
}

/// The resources of every operation and worker.
pub fn functions(operations: &[Operation]) -> String {
    let of_operation = |it: &Operation| {
        [
            function(it),
            role(it.id, "Operations", &table_statement(it.uses, &[])),
            alarm(it.id),
        ]
        .concat()
    };
    let of_worker = |it: &Worker| {
        [
            worker_function(it),
            role(it.id, &name(it.id), &worker_statements(it)),
            logs(it.id),
            unreadable(&name(it.id)),
            refused_mail(it),
            alarm(it.id),
        ]
        .concat()
    };
    let all = operations
        .iter()
        .map(of_operation)
        .chain(WORKERS.iter().map(of_worker));
    all.collect::<String>() + &schedule_role() + &unreadable("Operations") + UNREADABLE_ALARM + "\n"
}

/// Each operation, as `infra/check` compares it with its role.
pub fn operations_json(operations: &[Operation]) -> String {
    let lines: Vec<String> = operations
        .iter()
        .map(|operation| format!("  {}", line(operation)))
        .collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// Each worker, as `infra/check` compares it with its role and what drives it.
pub fn workers_json() -> String {
    let lines: Vec<String> = WORKERS
        .iter()
        .map(|worker| format!("  {}", worker_line(worker)))
        .collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn worker_line(worker: &Worker) -> Value {
    let uses: Vec<String> = worker.uses.iter().map(|it| format!("{it:?}")).collect();
    // Alphabetically, so that the file is the same with and without serde_json's `preserve_order`.
    let mut line = json!({
        "id": worker.id, "identities": worker.has(More::Identities), "index": worker.has(More::Index), "mail": worker.has(More::Mail),
    });
    match worker.driver {
        Driver::Stream(records) => line["records"] = records.pattern(),
        Driver::Schedule(rate) => line["schedule"] = rate.into(),
        Driver::Gateway | Driver::Operator => {}
    }
    line["uses"] = json!(uses);
    line
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
        access: format!("{:?}", operation.access()),
        uses: operation.uses.iter().map(|it| format!("{it:?}")).collect(),
    };
    serde_json::to_string(&line).unwrap_or_else(|e| unreachable!("strings are always JSON: {e}"))
}

/// `users.edit_status` as a logical id: `UsersEditStatus`.
fn name(id: &str) -> String {
    let capitalized = |word: &str| word[..1].to_uppercase() + &word[1..];
    id.split(['.', '_']).map(capitalized).collect()
}

fn function(operation: &Operation) -> String {
    let name = name(operation.id);
    let Operation { id, method, .. } = operation;
    let path = operation.full_path();
    let access = format!("{:?}", operation.access()).to_lowercase();
    let timeout = if SLOW.contains(id) {
        "      Timeout: 30\n"
    } else {
        ""
    };
    let auth = if operation.access() == Access::Anyone {
        "            Auth: {Authorizer: NONE}\n"
    } else {
        ""
    };
    format!(
        "
  # {method} {path}: {access}
  {name}Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: {id}
      Role: !GetAtt {name}Role.Arn
{timeout}      LoggingConfig: {{LogGroup: !Ref OperationsLogs}}
      Environment: {{Variables: {{CURSOR_SECRET: !Sub '{{{{resolve:secretsmanager:${{CursorSecret}}}}}}'}}}}
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

fn worker_function(worker: &Worker) -> String {
    let name = name(worker.id);
    let Worker { id, summary, .. } = worker;
    let timeout = match worker.driver {
        Driver::Gateway => 10,
        Driver::Stream(Records::New(_)) => 60,
        Driver::Operator => 300,
        // A walk of an organization stops by itself before that, and is resumed by another call.
        Driver::Stream(_) | Driver::Schedule(_) => 900,
    };
    let event = match worker.driver {
        Driver::Stream(records) => stream(records, worker),
        Driver::Schedule(rate) => schedule(rate, worker),
        Driver::Gateway | Driver::Operator => String::new(),
    };
    let variables = variables(worker);
    format!(
        "
  # {summary}
  {name}Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: {id}
      Role: !GetAtt {name}Role.Arn
      Timeout: {timeout}
      LoggingConfig: {{LogGroup: !Ref {name}Logs}}
      Tags: {{operation: {id}}}
{variables}{event}"
    )
}

/// The authorizer and the scheduled workers need to know the organizations, and those that mail the sender
/// and the portal's address for its links.
fn variables(worker: &Worker) -> String {
    let mut variables = String::new();
    if worker.has(More::Identities) || matches!(worker.driver, Driver::Schedule(_)) {
        variables += "          ISSUERS: !Ref Issuers\n";
    }
    if worker.has(More::Mail) {
        variables += "          MAIL_FROM: !Ref MailFrom\n          PORTAL: !Ref PortalOrigin\n";
    }
    if variables.is_empty() {
        return variables;
    }
    format!("      Environment:\n        Variables:\n{variables}")
}

/// The event source mapping. A batch that fails is retried for up to half a day, a part of it at a time;
/// what fails even then is reported to the queue.
fn stream(records: Records, worker: &Worker) -> String {
    let batches = match records {
        // SES limits the rate of mails: one small batch at a time.
        Records::New(_) if worker.has(More::Mail) => {
            "            BatchSize: 10
            BisectBatchOnFunctionError: true
            MaximumRetryAttempts: 20
"
        }
        Records::New(_) => {
            "            BatchSize: 50
            MaximumBatchingWindowInSeconds: 1
            ParallelizationFactor: 2
            BisectBatchOnFunctionError: true
            MaximumRetryAttempts: 20
"
        }
        // Each record is minutes of work.
        Records::WaitingBelow(_) | Records::WaitingAt(_) => {
            "            BatchSize: 1
            ParallelizationFactor: 10
            MaximumRetryAttempts: 5
"
        }
    };
    let pattern = records.pattern();
    format!(
        "      Events:
        Stream:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: TRIM_HORIZON
{batches}            MaximumRecordAgeInSeconds: 43200
            FunctionResponseTypes: [ReportBatchItemFailures]
            DestinationConfig: {{OnFailure: {{Type: SQS, Destination: !GetAtt DeadLetters.Arn}}}}
            FilterCriteria:
              Filters:
                - Pattern: '{pattern}'
"
    )
}

/// A failed call is retried until about the time of the next one.
fn schedule(expression: &str, worker: &Worker) -> String {
    let name = name(worker.id);
    let summary = worker.summary;
    let retries = if expression.starts_with("rate(") {
        "MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600"
    } else {
        "MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 43200"
    };
    format!(
        "
  {name}Schedule:
    Type: AWS::Scheduler::Schedule
    Properties:
      Description: {summary}
      ScheduleExpression: {expression}
      FlexibleTimeWindow: {{Mode: FLEXIBLE, MaximumWindowInMinutes: 15}}
      Target:
        Arn: !GetAtt {name}Function.Arn
        RoleArn: !GetAtt ScheduleRole.Arn
        Input: \"{{}}\"
        RetryPolicy: {{{retries}}}
        DeadLetterConfig: {{Arn: !GetAtt DeadLetters.Arn}}
"
    )
}

/// The role by which EventBridge Scheduler calls the scheduled workers.
fn schedule_role() -> String {
    let functions: Vec<String> = WORKERS
        .iter()
        .filter(|it| matches!(it.driver, Driver::Schedule(_)))
        .map(|it| format!("!GetAtt {}Function.Arn", name(it.id)))
        .collect();
    let functions = functions.join(", ");
    format!(
        r#"
  ScheduleRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{Service: scheduler.amazonaws.com}}
            Action: sts:AssumeRole
            Condition: {{StringEquals: {{aws:SourceAccount: !Ref AWS::AccountId}}}}
      Policies:
        - PolicyName: schedule
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: lambda:InvokeFunction
                Resource: [{functions}]
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !GetAtt DeadLetters.Arn
"#
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
    if worker.has(More::Index) {
        statements += r#"              - Effect: Allow
                Action: dynamodb:Query
                Resource: !Sub ${Table.Arn}/index/gsi1
                Condition:
                  ForAllValues:StringLike: {dynamodb:LeadingKeys: "ORG#*"}
                  "Null": {dynamodb:LeadingKeys: "false"}
"#;
    }
    if matches!(worker.driver, Driver::Stream(_)) {
        statements += r#"              - Effect: Allow
                Action: [dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator]
                Resource: !GetAtt Table.StreamArn
              # Lambda finds the stream by it. It can't be restricted to one, and shows only names.
              - Effect: Allow
                Action: dynamodb:ListStreams
                Resource: "*"
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !GetAtt DeadLetters.Arn
"#;
    }
    if worker.has(More::Mail) {
        statements += r#"              - Effect: Allow
                # SES requires the second one for raw messages, which ours are.
                Action: [ses:SendEmail, ses:SendRawEmail]
                Resource: !Sub arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*
                Condition:
                  StringEquals: {ses:FromAddress: !Ref MailFrom}
"#;
    }
    statements
}

/// These actions, on organizations' items only. `ForAllValues` is also true for a request without a key,
/// hence `Null`. Who reads nothing may read the one item that isn't there, with which a function opens the
/// connection while it starts.
fn table_statement(uses: &[Use], more: &[More]) -> String {
    if uses.is_empty() {
        return String::new();
    }
    let actions: Vec<&str> = uses.iter().map(|it| it.iam_action()).collect();
    let keys = if more.contains(&More::Identities) {
        r#"["IDP#*", "ORG#*"]"#
    } else {
        r#""ORG#*""#
    };
    let used = on_items(&actions, keys);
    if uses.contains(&Use::Get) {
        return used;
    }
    used + &on_items(&[Use::Get.iam_action()], &format!("\"{WARM_UP}\""))
}

/// Allows actions on the items whose partition keys are like these.
fn on_items(actions: &[&str], keys: &str) -> String {
    let actions = actions.join(", ");
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

/// Counts the items that functions could not read, for one metric over all log groups.
fn unreadable(logs: &str) -> String {
    counted(logs, "Unreadable", UNREADABLE, "UnreadableItems")
}

/// Counts the mails of a worker that SES refused, for one metric over all workers that mail.
fn refused_mail(worker: &Worker) -> String {
    if !worker.has(More::Mail) {
        return String::new();
    }
    counted(
        &name(worker.id),
        "Refused",
        "a mail is refused",
        "MailRefused",
    )
}

/// A metric filter: how often a message is logged in a log group.
fn counted(logs: &str, filter: &str, message: &str, metric: &str) -> String {
    format!(
        r#"
  {logs}{filter}:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref {logs}Logs
      FilterPattern: '{{ $.fields.message = "{message}" }}'
      MetricTransformations:
        - {{MetricNamespace: !Ref AWS::StackName, MetricName: {metric}, MetricValue: "1", DefaultValue: 0}}
"#
    )
}

const UNREADABLE_ALARM: &str = r#"
  UnreadableItemsAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmDescription: An item could not be read and was left out. The log has its key; repair it by hand.
      AlarmActions: !If [HasAlarmTopic, [!Ref AlarmTopic], []]
      Namespace: !Ref AWS::StackName
      MetricName: UnreadableItems
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      ComparisonOperator: GreaterThanThreshold
      Threshold: 0
      TreatMissingData: notBreaching
"#;

fn alarm(id: &str) -> String {
    let name = name(id);
    let (errors, throttles) = (
        metric("errors", "Errors", &name),
        metric("throttles", "Throttles", &name),
    );
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
            assert!(
                operations().iter().any(|operation| operation.id == id),
                "{id} is in SLOW, but not in the route table"
            );
        }
    }

    #[test]
    fn logical_ids_are_unique() {
        let mut names: Vec<String> = operations()
            .iter()
            .map(|operation| name(operation.id))
            .collect();
        assert!(names.contains(&"UsersEditStatus".to_owned()), "{names:?}");
        names.sort();
        names.dedup();
        assert_eq!(names.len(), operations().len());
    }

    #[test]
    fn only_the_region_is_replaced() {
        let template = format!("before\n{BEGIN}old\n{END}after\n");
        assert_eq!(
            with_region(&template, "new\n"),
            Ok(format!("before\n{BEGIN}new\n{END}after\n"))
        );
        assert_eq!(
            with_region("before\n", "new\n"),
            Err("infra/template.yaml has no line `# generated: functions`".to_owned())
        );
        assert_eq!(
            with_region(BEGIN, "new\n"),
            Err("infra/template.yaml has no line `# end generated: functions`".to_owned())
        );
    }
}
