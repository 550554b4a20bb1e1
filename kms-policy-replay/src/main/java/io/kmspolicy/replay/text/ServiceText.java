package io.kmspolicy.replay.text;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The texts with which services say that they cannot use a key, and what they then do with it. */
public enum ServiceText {
  /** The log of a topic's deliveries: it names the root user of the account, who does not call. */
  SNS_DELIVERY(
      "SNS cannot use the key of an encrypted queue to deliver a message; the user that the text"
          + " names is not who calls KMS",
      "the service principal sns.amazonaws.com",
      "kms:GenerateDataKey kms:Decrypt",
      "AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
      "sqs-from-sns",
      "KMS\\.AccessDenied.{0,3000}sqsRequestId|sqsRequestId.{0,3000}KMS\\.AccessDenied"),

  /** A log group with a key. */
  CLOUDWATCH_LOGS(
      "CloudWatch Logs cannot use the key for a log group",
      "the service principal logs.REGION.amazonaws.com",
      "kms:Encrypt kms:Decrypt kms:ReEncryptFrom kms:ReEncryptTo kms:GenerateDataKey"
          + " kms:DescribeKey",
      "AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
      "logs-group",
      "(?i:KMS key (?:id )?(?:does not exist or is not allowed to be used with|could not be"
          + " found))"),

  /** A database or its snapshot. */
  RDS(
      "RDS cannot use the key of a database or snapshot",
      "the caller of RDS, through rds.REGION.amazonaws.com",
      "kms:CreateGrant kms:DescribeKey",
      "AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html",
      "",
      "KMSKeyNotAccessible|KMS key.{0,200}does not exist, is not enabled or you do not have"
          + " permissions to access it"),

  /** The environment of a function. */
  LAMBDA(
      "Lambda cannot decrypt the environment variables of a function",
      "the execution role of the function",
      "kms:Decrypt",
      "lambda/latest/dg/configuration-envvars-encryption.html",
      "lambda-environment",
      "unable to decrypt the environment variables|Lambda[. ]KMS\\w+Exception"),

  /** An encrypted volume at the start of an instance. */
  EBS(
      "EC2 cannot use the key of an encrypted volume, and stops the instance at its start",
      "who launches the instance: the caller through ec2.REGION.amazonaws.com, or the"
          + " service-linked role AWSServiceRoleForAutoScaling of the account",
      "kms:CreateGrant kms:Decrypt kms:DescribeKey kms:GenerateDataKeyWithoutPlaintext"
          + " kms:ReEncryptFrom kms:ReEncryptTo",
      "ebs/latest/userguide/ebs-encryption-requirements.html",
      "ebs-auto-scaling",
      "Client\\.InternalError|CustomerKeyHasBeenRevoked|InvalidKMSKey|InvalidKmsKey|inaccessible"
          + " AWS KMS key|KMS key (?:provided )?is in an incorrect state"),

  /** A secret. */
  SECRETS_MANAGER(
      "Secrets Manager cannot use the key of a secret",
      "the caller of Secrets Manager, through secretsmanager.REGION.amazonaws.com",
      "kms:Decrypt kms:GenerateDataKey",
      "secretsmanager/latest/userguide/security-encryption.html",
      "secretsmanager-get secretsmanager-put",
      "Access to KMS is not allowed|[Ss]ecrets? ?[Mm]anager can.?t (?:en|de)crypt"),

  /** A Firehose stream. */
  FIREHOSE(
      "Firehose cannot use the key of a stream, of its source or of its destination",
      "the delivery role, or who puts records: the caller through firehose.REGION.amazonaws.com",
      "kms:CreateGrant kms:GenerateDataKey kms:Decrypt",
      "firehose/latest/dev/encryption.html",
      "",
      "InvalidKMSResource|Firehose.{0,200}KMS|delivery (?:role|stream).{0,200}(?:KMS|CMK)"),

  /** A Kinesis stream. */
  KINESIS(
      "Kinesis Data Streams cannot use the key of a stream",
      "who writes or reads records: the caller through kinesis.REGION.amazonaws.com",
      "kms:GenerateDataKey kms:Decrypt",
      "streams/latest/dev/permissions-user-key-KMS.html",
      "kinesis-put kinesis-get kinesis-encrypt",
      "(?i:kinesis).{0,300}KMS\\.?AccessDenied|crypt records in stream"),

  /** A trail. */
  CLOUDTRAIL(
      "CloudTrail cannot use the key, or the bucket, of a trail",
      "the service principal cloudtrail.amazonaws.com",
      "kms:GenerateDataKey kms:DescribeKey kms:Decrypt",
      "awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html",
      "cloudtrail",
      "InsufficientEncryptionPolicy|Insufficient permissions to access S3 bucket .{1,300} or KMS"
          + " key"),

  /** A queue or topic for the events of a bucket. */
  BUCKET_EVENTS(
      "S3 cannot send the events of a bucket; for an encrypted queue or topic that may be its key",
      "the service principal s3.amazonaws.com",
      "kms:GenerateDataKey kms:Decrypt",
      "AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html",
      "sqs-from-s3 sns-from-s3",
      "Unable to validate the following destination configurations"),

  /** A table. */
  DYNAMODB(
      "DynamoDB cannot use the key of a table",
      "the caller of DynamoDB, through dynamodb.REGION.amazonaws.com",
      "kms:Decrypt kms:CreateGrant kms:DescribeKey",
      "amazondynamodb/latest/developerguide/encryption.usagenotes.html",
      "dynamodb-items dynamodb-table",
      "KMS key access denied"),

  /** The topic of an alarm. */
  ALARM(
      "CloudWatch cannot use the key of an SNS topic for an alarm",
      "the service principal cloudwatch.amazonaws.com",
      "kms:GenerateDataKey kms:Decrypt",
      "sns/latest/dg/sns-key-management.html",
      "sns-from-cloudwatch",
      "Failed to execute action arn:[a-z-]{3,20}:sns:.{0,400}KMS"
          + "|does not have authorization to access the SNS topic encryption key"),

  /** A queue or topic. */
  MESSAGES(
      "SQS or SNS cannot use the key of a queue or topic",
      "who sends or receives: the caller through sqs.REGION.amazonaws.com or"
          + " sns.REGION.amazonaws.com, or the service principal that publishes",
      "kms:GenerateDataKey kms:Decrypt",
      "sns/latest/dg/sns-key-management.html",
      "sqs-send sqs-receive sqs-from-sns sqs-from-s3 sqs-from-eventbridge sns-publish"
          + " sns-from-eventbridge sns-from-cloudwatch sns-from-s3",
      "K(?:MS|ms)\\.?AccessDenied|KMS\\.(?:OptInRequired|Throttled)"),

  /** An object in a bucket. */
  S3(
      "S3 denied the call; with SSE-KMS that may be the key of the object or bucket",
      "the caller of S3, through s3.REGION.amazonaws.com",
      "kms:Decrypt kms:GenerateDataKey",
      "AmazonS3/latest/userguide/UsingKMSEncryption.html",
      "s3-get s3-put s3-multipart",
      "(?:Get|Put|Head|Copy|Complete|Create|Upload)\\w*? operation: (?:Access ?Denied|Forbidden)"
          + "|AccessDenied: Access Denied status code: 403"
          + "|Access Denied \\(Service: (?:Amazon )?S3|<Code>AccessDenied</Code>"
          + "|S3.{0,80}Access ?Denied"),

  /** Any other text of KMS that does not name the request. */
  OTHER(
      "KMS, or a service that called KMS, denied a call",
      "not named in the text",
      "",
      "kms/latest/developerguide/policy-evaluation.html",
      "",
      "K(?:MS|ms).{0,300}(?:[Aa]ccess ?[Dd]enied|not authorized|[Nn]ot ?allowed|permission)"
          + "|(?:[Aa]ccess ?[Dd]enied|not authorized|permission).{0,300}K(?:MS|ms)"
          + "|K(?:MS|ms) [Kk]ey.{0,200}(?:does not exist|not (?:be )?found|cannot be used"
          + "|not (?:a )?valid|(?:not |in)accessible)");

  /** The only use to which an operation belongs. */
  private static final Map<String, String> OF_OPERATIONS =
      Stream.of(
              "s3-get GetObject HeadObject",
              "s3-put PutObject",
              "s3-multipart CreateMultipartUpload UploadPart CompleteMultipartUpload",
              "secretsmanager-get GetSecretValue",
              "secretsmanager-put PutSecretValue",
              "dynamodb-items GetItem BatchGetItem TransactGetItems Query Scan PutItem UpdateItem"
                  + " DeleteItem BatchWriteItem TransactWriteItems",
              "dynamodb-table CreateTable UpdateTable",
              "kinesis-put PutRecord PutRecords",
              "kinesis-get GetRecords SubscribeToShard",
              "kinesis-encrypt StartStreamEncryption",
              "sqs-send SendMessage SendMessageBatch",
              "sqs-receive ReceiveMessage",
              "sns-publish Publish PublishBatch")
          .map(ServiceText::words)
          .flatMap(line -> line.stream().skip(1).map(of -> Map.entry(of, line.get(0))))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private final String meaning;
  private final String principal;
  private final List<String> actions;
  private final String page;
  private final List<String> uses;
  private final Pattern text;

  ServiceText(
      String meaning, String principal, String actions, String page, String uses, String text) {
    this.meaning = meaning;
    this.principal = principal;
    this.actions = words(actions);
    this.page = page;
    this.uses = words(uses);
    this.text = Pattern.compile(text);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  static Optional<ServiceText> in(String plain) {
    return Arrays.stream(values()).filter(use -> use.isIn(plain)).findFirst();
  }

  boolean isIn(String plain) {
    return text.matcher(plain).find();
  }

  /**
   * The service around an error of KMS. The names of errors that several services have, such as
   * {@code KMSAccessDeniedException}, do not say which it is.
   */
  static Optional<ServiceText> around(String plain) {
    return in(plain).filter(use -> use != MESSAGES && use != OTHER);
  }

  /** What the text means. */
  public String meaning() {
    return meaning;
  }

  /** Who calls KMS in this use. */
  public String principal() {
    return principal;
  }

  /** The actions that the service or its caller needs, as AWS's page lists them. */
  public List<String> actions() {
    return actions;
  }

  /**
   * The names of the uses in the catalogue to which the text may belong; none if the catalogue has
   * not all that it may belong to.
   */
  public List<String> uses() {
    return uses;
  }

  /** The same, of a text that names an operation of the service; an empty one is not named. */
  List<String> uses(String operation) {
    return Optional.ofNullable(OF_OPERATIONS.get(operation))
        .filter(uses::contains)
        .map(List::of)
        .orElse(uses);
  }

  /**
   * The condition keys that the first action has in this use, as {@code KEY=VALUE}; {@code REGION}
   * stands for the Region. A grant that RDS makes for its caller is for a resource of AWS.
   */
  public List<String> context() {
    return this == RDS
        ? List.of("kms:ViaService=rds.REGION.amazonaws.com", "kms:GrantIsForAWSResource=true")
        : List.of();
  }

  /** The page of AWS. */
  public String page() {
    return "https://docs.aws.amazon.com/" + page;
  }
}
