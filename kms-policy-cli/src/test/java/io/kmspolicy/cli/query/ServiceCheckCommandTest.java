package io.kmspolicy.cli.query;

import static io.kmspolicy.cli.query.ServicePolicies.ACCOUNT;
import static io.kmspolicy.cli.query.ServicePolicies.DELEGATION;
import static io.kmspolicy.cli.query.ServicePolicies.KEY;
import static io.kmspolicy.cli.query.ServicePolicies.ROLE;
import static io.kmspolicy.cli.query.ServicePolicies.allow;
import static io.kmspolicy.cli.query.ServicePolicies.aws;
import static io.kmspolicy.cli.query.ServicePolicies.service;
import static io.kmspolicy.cli.query.ServicePolicies.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kms-policy service-check}, and the option {@code --given}. */
final class ServiceCheckCommandTest {

  private static final String LINKED =
      "arn:aws:iam::"
          + ACCOUNT
          + ":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
  private static final String[] KEY_USERS = {
    "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"
  };
  private static final String[] PUBLISHERS = {"kms:GenerateDataKey*", "kms:Decrypt"};

  @TempDir private Path root;

  @Test
  @DisplayName("What a page says is needed is denied for certain without it, and ends with the fix")
  void text_denied_endsWithTheFix() {
    ServicePolicies policies =
        new ServicePolicies(root).keyPolicy(DELEGATION).identity(ACCOUNT, allow("", "", "s3:*"));
    CommandRun run = policies.check("eks-secrets", "--role", ROLE);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("  kms:DescribeKey by " + ROLE + ": implicitDeny: ")
        .contains("\nkms:DescribeKey by " + ROLE + "\nFix: each of these lifts it\n")
        .contains("\"Action\":\"kms:DescribeKey\"")
        .contains("kms:CreateGrant gives on whatever the key allows");
    assertThat(policies.check("eks-secrets", "--role", ROLE, "--json").out())
        .contains("\"fix\"", "\"suggestions\"");
    assertThat(policies.check("s3-get").out()).doesNotContain("Fix: ");
  }

  @Test
  @DisplayName("Without a service's encryption context there is no fix, and it says what to give")
  void text_serviceOfUnknownContext_saysWhatToGive() {
    ServicePolicies policies = new ServicePolicies(root).keyPolicy(DELEGATION);
    String pair = "kms:EncryptionContext:aws:sqs:arn=";
    String command = "kms-policy service-check sqs-from-eventbridge --key " + KEY;

    assertThat(policies.check("sqs-from-eventbridge").out())
        .contains("No statement or grant is suggested\n")
        .contains("  - with it there is a fix: " + command + " --policies DIR --given " + pair);
    assertThat(policies.check("sqs-from-eventbridge", "--given", pair + "a").out())
        .contains("Fix: ", "kms:EncryptionContext:aws:sqs:arn")
        .doesNotContain("with it there is a fix");
    policies.keyPolicy(
        DELEGATION,
        allow(service("events.amazonaws.com"), "", "kms:*").replace("\"Allow\"", "\"Deny\""));
    assertThat(policies.check("sqs-from-eventbridge").out())
        .contains("explicitDeny")
        .doesNotContain("with it there is a fix");
  }

  @Test
  void text_conditionThatIsNeverSent_saysWhatThePageProposes() {
    CommandRun run =
        new ServicePolicies(root)
            .keyPolicy(
                DELEGATION,
                allow(
                    service("events.amazonaws.com"),
                    when("StringEquals", "aws:SourceAccount", ACCOUNT),
                    PUBLISHERS))
            .check("sns-from-eventbridge");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("kms:GenerateDataKey by events.amazonaws.com: implicitDeny: ")
        .contains(
            "would allow it, but for `StringEquals aws:SourceAccount`, which wants `111122223333`,"
                + " a key that the service never sends: as the page says, leave it out of the key"
                + " policy");
  }

  @Test
  @DisplayName("An explicit Deny holds whatever the service does: a grant does not lift it")
  void decisions_denyOfAGrantedCall_areDenied() {
    String deny =
        allow(aws(LINKED), "", "kms:*").replace("\"Effect\": \"Allow\"", "\"Effect\": \"Deny\"");

    assertThat(new ServicePolicies(root).keyPolicy(deny).decisions("ebs-auto-scaling"))
        .containsExactly(
            "explicitDeny",
            "explicitDeny",
            "explicitDeny",
            "indeterminate",
            "indeterminate",
            "explicitDeny");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "arn:aws:s3:::bucket/object, allowed",
    "arn:aws:s3:::other/object, implicitDeny",
    "'', indeterminate"
  })
  void decisions_givenKey_settlesTheCondition(String object, String decision) {
    ServicePolicies policies =
        new ServicePolicies(root)
            .keyPolicy(DELEGATION)
            .identity(
                ACCOUNT,
                allow(
                    "",
                    when("StringLike", "kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::bucket/*"),
                    "kms:Decrypt"));
    List<String> options = new ArrayList<>(List.of("--role", ROLE));
    if (!object.isEmpty()) {
      options.addAll(List.of("--given", "kms:EncryptionContext:aws:s3:arn=" + object));
    }

    assertThat(policies.decisions("s3-get", options.toArray(String[]::new)))
        .containsExactly(decision);
  }

  @Test
  @DisplayName("A given key counts only in requests that can carry it")
  void decisions_givenKeyThatACallCannotCarry_isAbsent() {
    ServicePolicies policies =
        new ServicePolicies(root)
            .keyPolicy(
                allow(
                    service("logs.us-west-2.amazonaws.com"),
                    when("StringEquals", "kms:EncryptionContext:aws:logs:arn", "a"),
                    KEY_USERS));

    assertThat(policies.decisions("logs-group", "--given", "kms:EncryptionContext:aws:logs:arn=a"))
        .containsExactly("allowed", "allowed", "allowed", "allowed", "allowed", "indeterminate");
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "s3-gett | --json | did you mean `s3-get`?",
        "nothing | --json | it must be sns-from-eventbridge, ",
        "logs-group | --role=" + "arn:aws:iam::111122223333:role/App | the service itself makes",
        "s3-get | --role=writer=arn:aws:iam::111122223333:role/App | `writer` is no part",
        "s3-get | --role=events.amazonaws.com | is a service, not a user or a role",
        "lambda-environment | --role=arn:aws:iam::111122223333:role/App | write PART=ARN",
        "ebs-auto-scaling | --role=arn:aws:iam::111122223333:role/App | is no service-linked role",
        "sns-from-eventbridge | --given=aws:SourceArn=a | `aws:SourceArn` is never in the calls",
        "s3-get | --given=a | `a` must be KEY=VALUE"
      })
  void run_wrongOption_saysWhatIsRight(String use, String option, String message) {
    CommandRun run = new ServicePolicies(root).keyPolicy(DELEGATION).check(use, option);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  @DisplayName("who-can --given leaves only the conditions that the given keys do not settle")
  void whoCan_givenViaService_narrowsTheConditions() {
    new ServicePolicies(root)
        .keyPolicy(
            allow(
                aws(ROLE),
                "{\"StringEquals\": {\"kms:ViaService\": \"s3.us-west-2.amazonaws.com\","
                    + " \"aws:SourceVpce\": \"vpce-1\"}}",
                "kms:Decrypt"))
        .identity(ACCOUNT, allow("", "", "s3:*"));
    String[] question = {"who-can", "kms:Decrypt", KEY, "--policies", root.toString()};
    String plain = CommandRun.in(root, "", question).out();
    String[] given =
        Stream.concat(
                Stream.of(question),
                Stream.of("--given", "kms:ViaService=s3.us-west-2.amazonaws.com"))
            .toArray(String[]::new);

    assertThat(plain).contains("kms:ViaService");
    assertThat(CommandRun.in(root, "", given).out())
        .contains("aws:SourceVpce")
        .doesNotContain("kms:ViaService");
  }
}
