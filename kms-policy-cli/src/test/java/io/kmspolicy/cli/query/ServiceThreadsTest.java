package io.kmspolicy.cli.query;

import static io.kmspolicy.cli.query.ServicePolicies.ACCOUNT;
import static io.kmspolicy.cli.query.ServicePolicies.DELEGATION;
import static io.kmspolicy.cli.query.ServicePolicies.OTHER;
import static io.kmspolicy.cli.query.ServicePolicies.ROLE;
import static io.kmspolicy.cli.query.ServicePolicies.allow;
import static io.kmspolicy.cli.query.ServicePolicies.aws;
import static io.kmspolicy.cli.query.ServicePolicies.service;
import static io.kmspolicy.cli.query.ServicePolicies.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people reported in public threads, as policies written for this test. The label of each is
 * what AWS answered in the thread, or how the thread was resolved.
 */
final class ServiceThreadsTest {

  private static final String LINKED =
      "arn:aws:iam::"
          + ACCOUNT
          + ":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  private static final String[] USE_OF_KEY = {
    "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"
  };
  private static final String ON_BEHALF = when("Bool", "kms:GrantIsForAWSResource", "true");
  private static final String OF_CONFIGURED_LOGS =
      when("ArnLike", "kms:EncryptionContext:aws:logs:arn", "arn:aws:logs:*:" + ACCOUNT + ":*");

  /**
   * A thread.
   *
   * @param source the repository and the number of the thread
   * @param label the decisions of the calls in order, {@code +} for allowed, {@code -} for denied,
   *     {@code ?} for indeterminate
   */
  private record Reported(
      String source,
      String use,
      List<String> keyPolicy,
      String identityAccount,
      List<String> identity,
      List<String> options,
      String label) {

    static Reported of(String source, String use, String label, String... keyPolicy) {
      return new Reported(source, use, List.of(keyPolicy), "", List.of(), List.of(), label);
    }

    /** The same for a role of an account with one identity policy. */
    Reported by(String account, String... statements) {
      return new Reported(source, use, keyPolicy, account, List.of(statements), options, label)
          .with("--role", "arn:aws:iam::" + account + ":role/App");
    }

    Reported with(String... more) {
      return new Reported(source, use, keyPolicy, identityAccount, identity, List.of(more), label);
    }

    @Override
    public String toString() {
      return source + " " + use + " " + label;
    }
  }

  static Stream<Reported> threads() {
    return Stream.of(services(), sessions(), streamsAndReplicas(), linkedRoles())
        .flatMap(all -> all);
  }

  private static Stream<Reported> services() {
    String[] publish = {"kms:GenerateDataKey*", "kms:Decrypt"};
    String ofAccount = when("StringEquals", "aws:SourceAccount", ACCOUNT);
    return Stream.of(
        Reported.of(
            "awslabs/landing-zone-accelerator-on-aws#407",
            "sns-from-eventbridge",
            "--",
            DELEGATION,
            allow(service("events.amazonaws.com"), ofAccount, publish)),
        Reported.of(
            "cloudposse/terraform-aws-security-hub#20",
            "sns-from-eventbridge",
            "++",
            DELEGATION,
            allow(service("events.amazonaws.com"), "", publish)),
        Reported.of(
            "cloudposse/terraform-aws-security-hub#20, before",
            "sns-from-eventbridge",
            "--",
            DELEGATION,
            allow(service("cloudwatch.amazonaws.com"), "", publish)),
        Reported.of(
            "awslabs/landing-zone-accelerator-on-aws#31", "sns-from-cloudwatch", "--", DELEGATION),
        Reported.of(
            "awslabs/landing-zone-accelerator-on-aws#31, resolved",
            "sns-from-cloudwatch",
            "++",
            DELEGATION,
            allow(service("cloudwatch.amazonaws.com"), "", publish)),
        Reported.of(
            "ASFHyP3/hyp3#762",
            "sns-from-cloudwatch",
            "--",
            allow(
                aws("*"),
                "{\"StringEquals\": {\"kms:CallerAccount\": \""
                    + ACCOUNT
                    + "\", \"kms:ViaService\": \"sns.us-west-2.amazonaws.com\"}}",
                publish)),
        Reported.of("aws/aws-cdk#29511", "sns-from-s3", "--", DELEGATION),
        Reported.of("aws/aws-cdk#11122", "sqs-from-sns", "--", DELEGATION),
        Reported.of(
            "aws/aws-cdk#2504, resolved",
            "sqs-from-sns",
            "++",
            DELEGATION,
            allow(service("sns.amazonaws.com"), "", "kms:Decrypt", "kms:GenerateDataKey")),
        Reported.of(
            "aws/aws-cdk#33169, the dead-letter queue", "sqs-from-eventbridge", "--", DELEGATION),
        Reported.of(
            "aws/aws-node-termination-handler#526, resolved",
            "sqs-from-eventbridge",
            "++",
            DELEGATION,
            allow(service("events.amazonaws.com"), "", "kms:Decrypt", "kms:GenerateDataKey")),
        Reported.of("aws/aws-cdk#28304", "logs-group", "---???", DELEGATION),
        Reported.of(
            "ministryofjustice/modernisation-platform#7870, resolved",
            "logs-group",
            "++++++",
            DELEGATION,
            allow(
                service("logs.us-west-2.amazonaws.com"),
                "",
                "kms:Encrypt*",
                "kms:Decrypt*",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:Describe*")),
        Reported.of(
            "aws/aws-cdk#38654, the Region and the log group as a condition",
            "logs-group",
            "??????",
            DELEGATION,
            allow(service("logs.us-west-2.amazonaws.com"), OF_CONFIGURED_LOGS, USE_OF_KEY)),
        Reported.of("aws/aws-cdk#3822", "cloudtrail", "---", DELEGATION));
  }

  private static Stream<Reported> sessions() {
    return Stream.of(
        Reported.of("aws/aws-cdk#8947", "s3-multipart", "+-", DELEGATION)
            .by(ACCOUNT, allow("", "", "kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*")),
        Reported.of("aws/aws-cdk#10679, resolved", "s3-multipart", "++", DELEGATION)
            .by(ACCOUNT, allow("", "", "kms:Decrypt", "kms:GenerateDataKey*")),
        Reported.of(
                "aws/aws-cli#4251",
                "s3-multipart",
                "+-",
                allow(aws("arn:aws:iam::" + OTHER + ":root"), "", "kms:GenerateDataKey*"))
            .by(OTHER, allow("", "", "kms:*")),
        Reported.of(
                "ministryofjustice/modernisation-platform#10122, resolved",
                "s3-multipart",
                "++",
                allow(aws("arn:aws:iam::" + OTHER + ":root"), "", USE_OF_KEY))
            .by(OTHER, allow("", "", "kms:GenerateDataKey", "kms:Decrypt")),
        Reported.of(
                "zscaler/terraform-aws-cloud-connector-modules#62",
                "secretsmanager-get",
                "-",
                DELEGATION)
            .by(ACCOUNT, allow("", "", "secretsmanager:GetSecretValue")),
        Reported.of("provectus/awos-recruitment#36", "ssm-get", "-", DELEGATION)
            .by(ACCOUNT, allow("", "", "ssm:GetParameters")),
        Reported.of("provectus/awos-recruitment#36, resolved", "ssm-get", "+", DELEGATION)
            .by(
                ACCOUNT,
                allow(
                    "",
                    when("StringEquals", "kms:ViaService", "ssm.us-west-2.amazonaws.com"),
                    "kms:Decrypt")),
        Reported.of(
                "cattle-ops/terraform-aws-gitlab-runner#1253",
                "lambda-environment",
                "????",
                DELEGATION)
            .by(ACCOUNT, allow("", "", "logs:*"))
            .with("--role", "function=" + ROLE),
        Reported.of(
                "cattle-ops/terraform-aws-gitlab-runner#1253, resolved",
                "lambda-environment",
                "???+",
                DELEGATION)
            .by(ACCOUNT, allow("", "", "kms:Decrypt"))
            .with("--role", "function=" + ROLE));
  }

  private static Stream<Reported> streamsAndReplicas() {
    String ofObjects =
        when("StringLike", "kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::backend/*");
    return Stream.of(
        Reported.of(
                "aws-samples/aws-secure-environment-accelerator#919",
                "dynamodb-items",
                "-",
                DELEGATION)
            .by(ACCOUNT, allow("", "", "dynamodb:PutItem")),
        Reported.of(
                "ministryofjustice/modernisation-platform#5630, resolved",
                "dynamodb-items",
                "+",
                DELEGATION,
                allow(aws(ROLE), "", USE_OF_KEY))
            .by(ACCOUNT, allow("", "", "dynamodb:GetItem")),
        Reported.of("aws/aws-cdk#10996", "kinesis-put", "-", DELEGATION)
            .by(ACCOUNT, allow("", "", "kinesis:PutRecord", "kinesis:PutRecords")),
        Reported.of("aws/aws-cdk#31836", "kinesis-put", "+", DELEGATION)
            .by(ACCOUNT, allow("", "", "kinesis:PutRecord*", "kms:GenerateDataKey")),
        Reported.of(
                "fdmsantos/terraform-aws-kinesis-firehose#6, an action of another service",
                "kinesis-get",
                "-",
                DELEGATION)
            .by(ACCOUNT, allow("", "", "kinesis:GetRecords", "kinesis:Decrypt")),
        Reported.of(
                "fdmsantos/terraform-aws-kinesis-firehose#6, resolved",
                "kinesis-get",
                "+",
                DELEGATION)
            .by(ACCOUNT, allow("", "", "kinesis:GetRecords", "kms:Decrypt")),
        Reported.of(
                "awslabs/landing-zone-accelerator-on-aws#1144, encrypted objects are replicated",
                "s3-replication",
                "++-+",
                DELEGATION)
            .by(ACCOUNT, allow("", "", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt")),
        Reported.of(
                "aws-ia/terraform-aws-control_tower_account_factory#639, an S3 Bucket Key",
                "s3-replication",
                "----",
                DELEGATION)
            .by(ACCOUNT, allow("", ofObjects, "kms:Decrypt", "kms:Encrypt"))
            .with(
                "--role", ROLE, "--given", "kms:EncryptionContext:aws:s3:arn=arn:aws:s3:::backend"),
        Reported.of(
                "aws/containers-roadmap#1152, the role that deletes",
                "ecr-repository",
                "++?",
                DELEGATION)
            .by(ACCOUNT, allow("", "", "kms:DescribeKey", "kms:CreateGrant")));
  }

  private static Stream<Reported> linkedRoles() {
    return Stream.of(
        Reported.of("aws/aws-cdk#34491", "ebs-auto-scaling", "---???", DELEGATION),
        Reported.of(
            "eksctl-io/eksctl#952, resolved",
            "ebs-auto-scaling",
            "++++++",
            DELEGATION,
            allow(aws(LINKED), "", USE_OF_KEY),
            allow(aws(LINKED), ON_BEHALF, "kms:CreateGrant")),
        Reported.of(
                "hashicorp/terraform#20172, a role with a suffix",
                "ebs-auto-scaling",
                "++++++",
                DELEGATION,
                allow(aws(LINKED + "_ConsulServer"), "", USE_OF_KEY),
                allow(aws(LINKED + "_ConsulServer"), ON_BEHALF, "kms:CreateGrant"))
            .with("--role", LINKED + "_ConsulServer"),
        Reported.of(
            "hashicorp/terraform#20172, without the role's name",
            "ebs-auto-scaling",
            "---???",
            DELEGATION,
            allow(aws(LINKED + "_ConsulServer"), "", USE_OF_KEY),
            allow(aws(LINKED + "_ConsulServer"), ON_BEHALF, "kms:CreateGrant")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("threads")
  void serviceCheck_policiesOfAThread_hasItsResolution(Reported thread, @TempDir Path root) {
    ServicePolicies policies =
        new ServicePolicies(root).keyPolicy(thread.keyPolicy().toArray(String[]::new));
    if (!thread.identity().isEmpty()) {
      policies.identity(thread.identityAccount(), thread.identity().toArray(String[]::new));
    }

    List<String> decisions =
        policies.decisions(thread.use(), thread.options().toArray(String[]::new));

    StringBuilder found = new StringBuilder();
    for (String decision : decisions) {
      found.append(decision.equals("allowed") ? '+' : decision.equals("indeterminate") ? '?' : '-');
    }
    assertThat(found).hasToString(thread.label());
  }
}
