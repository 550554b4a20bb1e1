package io.kmspolicy.inputs.template.form;

import java.util.Map;
import java.util.Optional;

/**
 * The forms of the ARNs that resources of a stack get. The name in them is open, the service is
 * not: the ARN of a queue is never that of a key or a principal.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">Service
 *     Authorization Reference: resource types of each service</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html">CloudFormation:
 *     return values of each resource type</a>
 */
public final class ResourceArns {

  /** Stands for the partition, the Region, the account and the name. */
  public static final String PARTITION = "{partition}";

  public static final String REGION = "{region}";
  public static final String ACCOUNT = "{account}";
  public static final String NAME = "{name}";

  private static final String HERE = ":" + REGION + ":" + ACCOUNT + ":";

  /** What {@code Fn::GetAtt} with {@code Arn} gives. */
  private static final Map<String, String> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("AWS::CloudTrail::Trail", "cloudtrail" + HERE + "trail/" + NAME),
          Map.entry("AWS::CodeBuild::Project", "codebuild" + HERE + "project/" + NAME),
          Map.entry("AWS::DynamoDB::GlobalTable", "dynamodb" + HERE + "table/" + NAME),
          Map.entry("AWS::DynamoDB::Table", "dynamodb" + HERE + "table/" + NAME),
          Map.entry("AWS::ECR::Repository", "ecr" + HERE + "repository/" + NAME),
          Map.entry("AWS::IAM::Role", "iam::" + ACCOUNT + ":role/" + NAME),
          Map.entry("AWS::IAM::User", "iam::" + ACCOUNT + ":user/" + NAME),
          Map.entry("AWS::KMS::Key", "kms" + HERE + "key/" + NAME),
          Map.entry("AWS::KMS::ReplicaKey", "kms" + HERE + "key/" + NAME),
          Map.entry("AWS::Kinesis::Stream", "kinesis" + HERE + "stream/" + NAME),
          Map.entry(
              "AWS::KinesisFirehose::DeliveryStream", "firehose" + HERE + "deliverystream/" + NAME),
          Map.entry("AWS::Lambda::Function", "lambda" + HERE + "function:" + NAME),
          Map.entry("AWS::Logs::LogGroup", "logs" + HERE + "log-group:" + NAME + ":*"),
          Map.entry("AWS::S3::Bucket", "s3:::" + NAME),
          Map.entry("AWS::SQS::Queue", "sqs" + HERE + NAME),
          Map.entry("AWS::Serverless::Function", "lambda" + HERE + "function:" + NAME),
          Map.entry("AWS::Serverless::SimpleTable", "dynamodb" + HERE + "table/" + NAME),
          Map.entry("AWS::StepFunctions::StateMachine", "states" + HERE + "stateMachine:" + NAME));

  /** What {@code Ref} gives where it gives an ARN. */
  private static final Map<String, String> REFERENCES =
      Map.of(
          "AWS::SNS::Topic", "sns" + HERE + NAME,
          "AWS::SecretsManager::Secret", "secretsmanager" + HERE + "secret:" + NAME,
          "AWS::StepFunctions::StateMachine", "states" + HERE + "stateMachine:" + NAME);

  private ResourceArns() {}

  /** The ARN that {@code Ref} gives for a type; empty if it gives another name, or is not known. */
  public static Optional<String> ofReference(String type) {
    return Optional.ofNullable(REFERENCES.get(type)).map(ResourceArns::whole);
  }

  /** The ARN that {@code Fn::GetAtt} gives for a type; empty if it is not known. */
  public static Optional<String> ofAttribute(String type) {
    return Optional.ofNullable(ATTRIBUTES.get(type)).map(ResourceArns::whole);
  }

  private static String whole(String rest) {
    return "arn:" + PARTITION + ":" + rest;
  }
}
