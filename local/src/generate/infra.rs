//! What of `infra/` follows from the route table: a function for each operation, with a role that
//! allows what the operation does to the table, its log group and its alarm.

use serde::Serialize;
use shared::operation::{Access, Operation, Use};

const BEGIN: &str = "  # generated: functions\n";
const END: &str = "  # end generated: functions\n";

/// Operations that may end many assignments, and get longer for it.
const SLOW: [&str; 4] = ["users.set_status", "users.withdraw_coach_status", "assignments.transfer", "assignments.bulk"];

/// The template with `region` in place of what is between its marks.
pub fn with_region(template: &str, region: &str) -> Result<String, String> {
    let missing = |mark: &str| format!("infra/template.yaml has no line `{}`", mark.trim());
    let (before, rest) = template.split_once(BEGIN).ok_or_else(|| missing(BEGIN))?;
    let (_, after) = rest.split_once(END).ok_or_else(|| missing(END))?;
    Ok([before, BEGIN, region, END, after].concat())
}

/// The resources of every operation, as they stand in the template.
pub fn functions(operations: &[Operation]) -> String {
    let all = operations.iter().map(|operation| [function(operation), role(operation), logs(operation), alarm(operation)].concat());
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
fn name(operation: &Operation) -> String {
    let capitalised = |word: &str| word[..1].to_uppercase() + &word[1..];
    operation.id.split(['.', '_']).map(capitalised).collect()
}

fn function(operation: &Operation) -> String {
    let name = name(operation);
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
{timeout}      LoggingConfig: {{LogGroup: !Ref {name}Logs}}
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

fn role(operation: &Operation) -> String {
    let (id, name, table) = (operation.id, name(operation), table_statement(operation.uses));
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
                Resource: !GetAtt {name}Logs.Arn
{table}"#
    )
}

/// These actions, on organisations' items alone. `ForAllValues` also holds of a request that names no
/// key, which `Null` refuses.
fn table_statement(uses: &[Use]) -> String {
    if uses.is_empty() {
        return String::new();
    }
    let actions: Vec<&str> = uses.iter().map(|it| it.iam_action()).collect();
    let actions = actions.join(", ");
    format!(
        r#"              - Effect: Allow
                Action: [{actions}]
                Resource: !GetAtt Table.Arn
                Condition:
                  ForAllValues:StringLike: {{dynamodb:LeadingKeys: "ORG#*"}}
                  "Null": {{dynamodb:LeadingKeys: "false"}}
"#
    )
}

fn logs(operation: &Operation) -> String {
    let (id, name) = (operation.id, name(operation));
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

fn alarm(operation: &Operation) -> String {
    let (id, name) = (operation.id, name(operation));
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
    fn operations_have_logical_ids_of_their_own() {
        let mut names: Vec<String> = operations().iter().map(name).collect();
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
