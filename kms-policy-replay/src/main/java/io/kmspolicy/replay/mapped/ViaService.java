package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The value of {@code kms:ViaService} of a call that an AWS service made for its caller.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service">kms:ViaService</a>
 */
final class ViaService {

  private static final String SUFFIX = ".amazonaws.com";
  private static final String CONTEXT = "encryptionContext";

  /**
   * The services whose values of {@code kms:ViaService} AWS's managed policies and guides show. Of
   * another name it is not known whether it is that of a value: {@code ec2-frontend-api} calls for
   * EBS, whose value begins with {@code ec2}, and {@code signin} stands for calls of the console.
   */
  private static final Set<String> DOCUMENTED =
      Set.of(
          "agent-registry",
          "airflow",
          "airflow-serverless",
          "appflow",
          "auditmanager",
          "backup",
          "bedrock",
          "bedrock-agentcore",
          "cloudwatch",
          "codecommit",
          "datazone",
          "docdb-elastic",
          "dsql",
          "dynamodb",
          "ec2",
          "ecr",
          "elasticfilesystem",
          "emr-serverless",
          "firehose",
          "fsx",
          "glue",
          "guardduty",
          "identitystore",
          "kinesis",
          "lambda",
          "logs",
          "lookoutequipment",
          "monitron",
          "neptune-graph",
          "proton",
          "rds",
          "redshift",
          "redshift-serverless",
          "s3",
          "s3tables",
          "s3vectors",
          "sagemaker",
          "scheduler",
          "secretsmanager",
          "sns",
          "sqs",
          "ssm",
          "ssm-guiconnect",
          "sso",
          "timestream");

  /**
   * The names in the encryption contexts that AWS services use, with the service. The guides of the
   * services document them; that a call with such a name comes from the service is an inference.
   */
  private static final List<Map.Entry<String, String>> NAMES =
      List.of(
          Map.entry("PARAMETER_ARN", "ssm"),
          Map.entry("SecretARN", "secretsmanager"),
          Map.entry("aws:lambda:FunctionArn", "lambda"),
          Map.entry("aws:ebs:id", "ec2"),
          Map.entry("aws:rds:db-id", "rds"),
          Map.entry("aws:dynamodb:tableName", "dynamodb"),
          Map.entry("aws:s3:arn", "s3"),
          Map.entry("aws:sqs:arn", "sqs"),
          Map.entry("aws:sns:topicArn", "sns"));

  private ViaService() {}

  /**
   * The value.
   *
   * @param partition the partition of the Region; outside {@code aws}, the form is not documented
   * @param infer whether to infer a hidden service from the encryption context
   */
  static ContextValue of(TrailEvent event, String partition, boolean infer) {
    String service = RecordedCaller.invokedBy(event);
    if (!partition.equals("aws") || event.isByRoleOfAws()) {
      return ContextValue.unknown();
    }
    if (isDocumented(service)) {
      return of(service.substring(0, service.length() - SUFFIX.length()), event);
    }
    return infer && service.equals(TrailEvent.HIDDEN) ? inferred(event) : ContextValue.unknown();
  }

  /**
   * Whether a record says that an AWS service made the call: under a name that is known to be that
   * of a service, or under the one that hides it. Of a role that only services assume, the service
   * may be the caller.
   */
  static boolean isCertain(TrailEvent event) {
    String service = RecordedCaller.invokedBy(event);
    return !event.isByRoleOfAws() && (service.equals(TrailEvent.HIDDEN) || isDocumented(service));
  }

  private static boolean isDocumented(String service) {
    return service.endsWith(SUFFIX)
        && DOCUMENTED.contains(service.substring(0, service.length() - SUFFIX.length()));
  }

  private static ContextValue inferred(TrailEvent event) {
    if (event.parameters().map(members -> members.get(CONTEXT)).orElse("")
        instanceof Map<?, ?> pairs) {
      for (Map.Entry<String, String> name : NAMES) {
        if (pairs.containsKey(name.getKey())) {
          return of(name.getValue(), event);
        }
      }
    }
    return ContextValue.unknown();
  }

  private static ContextValue of(String service, TrailEvent event) {
    return ContextValue.of(service + "." + event.region() + SUFFIX);
  }
}
