package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.List;
import java.util.Map;

/**
 * The value of {@code kms:ViaService} of a call that an AWS service made for its caller.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service">kms:ViaService</a>
 */
final class ViaService {

  private static final String SUFFIX = ".amazonaws.com";
  private static final String HIDDEN = "AWS Internal";
  private static final String CONTEXT = "encryptionContext";

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
    if (!partition.equals("aws")) {
      return ContextValue.unknown();
    }
    if (service.endsWith(SUFFIX)) {
      return of(service.substring(0, service.length() - SUFFIX.length()), event);
    }
    return infer && service.equals(HIDDEN) ? inferred(event) : ContextValue.unknown();
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

  /** A name with a dot would be a Region's or a part of a service: its value is not documented. */
  private static ContextValue of(String service, TrailEvent event) {
    return service.indexOf('.') >= 0
        ? ContextValue.unknown()
        : ContextValue.of(service + "." + event.region() + SUFFIX);
  }
}
