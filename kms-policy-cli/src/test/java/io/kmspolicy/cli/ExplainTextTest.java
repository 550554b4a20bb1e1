package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ServiceUse;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.text.ErrorText;
import io.kmspolicy.replay.text.ErrorTextReader;
import io.kmspolicy.replay.text.ServiceText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code explain TEXT}: whatever a user has. */
final class ExplainTextTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String APP = "arn:aws:sts::111122223333:assumed-role/App/i-0abc";
  private static final String CIPHERTEXT =
      "AccessDeniedException: The ciphertext refers to a customer master key that does not exist,"
          + " does not exist in this region, or you are not allowed to access.";

  @TempDir Path directory;

  private static CommandRun explain(String... arguments) {
    return explain(EXAMPLES, "", arguments);
  }

  private static CommandRun explain(Path directory, String input, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "explain";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.in(directory, input, all);
  }

  private static String denied(String action, String reason) {
    return "User: "
        + APP
        + " is not authorized to perform: "
        + action
        + " on resource: "
        + KEY
        + reason;
  }

  /** A text of a public thread. */
  record Posted(String kind, String layer, String thread, String text) {
    @Override
    public String toString() {
      return thread;
    }
  }

  static List<Posted> posted() throws IOException {
    Path file = Path.of("src/test/resources/texts/error-texts.tsv");
    return Files.readAllLines(file).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", 4))
        .map(part -> new Posted(part[0], part[1], part[2], part[3].replace("\\n", "\n")))
        .toList();
  }

  private static String kind(ErrorText text) {
    if (text instanceof ErrorText.Denied) {
      return "denied";
    }
    if (text instanceof ErrorText.Incomplete) {
      return "incomplete";
    }
    if (text instanceof ErrorText.Ciphertext) {
      return "ciphertext";
    }
    if (text instanceof ErrorText.KeyState) {
      return "keyState";
    }
    if (text instanceof ErrorText.PolicyRefused) {
      return "policy";
    }
    return text instanceof ErrorText.ServiceFailure ? "service" : "other";
  }

  @Test
  void posted_texts_areAtLeastThirty() throws IOException {
    assertThat(posted()).hasSizeGreaterThanOrEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pull/19043 | Firehose cannot use the key of a stream",
        "terraform-aws-kinesis-firehose/pull/6 | Firehose cannot use the key of a stream",
        "terraform-aws-kinesis-firehose/issues/26 | Firehose cannot use the key of a stream",
        "spring-cloud-stream-binder-aws-kinesis/pull/188 | Kinesis Data Streams cannot use the key",
        "external-secrets/issues/390 | Secrets Manager cannot use the key of a secret",
        "terraform-provider-aws/issues/30272 | Secrets Manager cannot use the key of a secret",
        "modernisation-platform/pull/5630 | DynamoDB cannot use the key of a table",
        "aws-cdk/issues/11121 | CloudWatch cannot use the key of an SNS topic for an alarm",
        "landing-zone-accelerator-on-aws/issues/31 | CloudWatch cannot use the key of an SNS topic",
        "terraform-aws-tfstate-backend/pull/57 | S3 denied the call; with SSE-KMS that may be",
        "trussworks/terraform-aws-cloudtrail/issues/186 | CloudTrail cannot use the key, or the",
        "aws-cdk/issues/23391 | CloudTrail cannot use the key, or the bucket, of a trail",
        "cloud-platform-environments/pull/5404 | S3 cannot send the events of a bucket",
        "sns-sqs-kms-access-denied | SNS cannot use the key of an encrypted queue",
        "cluster-api-provider-aws/issues/2432 | denied `kms:CreateGrant`"
      })
  @DisplayName("A text of a service is that of this service, and not of another one")
  void explain_serviceText_namesTheService(String thread, String meaning) throws IOException {
    Posted posted =
        posted().stream().filter(one -> one.thread().endsWith(thread)).findFirst().orElseThrow();

    assertThat(explain(posted.text()).out()).startsWith("AWS: " + meaning);
  }

  @ParameterizedTest
  @MethodSource("posted")
  @DisplayName("A text that people post is read, with the layer that AWS names")
  void explain_postedText_isRead(Posted posted) {
    ErrorText read = ErrorTextReader.read(posted.text()).orElseThrow();

    assertThat(kind(read)).isEqualTo(posted.kind());
    if (read instanceof ErrorText.Denied denied
        && denied.call().answer() instanceof AwsAnswer.Denied answer) {
      assertThat(answer.layer().map(PolicyType::word).orElse("")).isEqualTo(posted.layer());
    }
    CommandRun run = explain(posted.text());
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isNotEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).startsWith("AWS: ");
    assertThat(explain("--json", posted.text()).out()).startsWith("{");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DisabledException: KEY is disabled. | KEY is disabled | describe-key --key-id KEY",
        "An error occurred (KMSInvalidStateException) when calling the Decrypt operation: KEY is"
            + " pending deletion. | KEY is pending deletion | describe-key --key-id KEY",
        "NotFoundException: Key 'KEY' does not exist | Key 'KEY' does not exist"
            + " | describe-key --key-id KEY",
        "An error occurred (NotFoundException) when calling the DescribeKey operation: no key"
            + " | NotFoundException | describe-key --key-id KEY",
        "NotFoundException: keyId 'KEY' is not found | keyId 'KEY' is not found"
            + " | describe-key --key-id KEY",
        "An error occurred (InvalidCiphertextException) when calling the Decrypt operation:"
            + " | InvalidCiphertextException: the ciphertext is damaged | this is no denial",
        "IncorrectKeyException: The key ID in the request does not identify a CMK that can perform"
            + " this operation. | IncorrectKeyException: the key of the call | this is no denial",
        "MSK: BadRequestException: The provided KMS key does not exist or is not accessible"
            + " | KMS, or a service that called KMS | to decide it: ",
      })
  @DisplayName("Errors of KMS that are no denial say what they are, and of which key")
  void explain_otherErrors_areNamed(String text, String said, String next) {
    CommandRun run = explain(text.replace("KEY", KEY));

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out()).startsWith("AWS: " + said.replace("KEY", KEY));
    assertThat(run.out()).contains(said.contains("KEY") ? next.replace("KEY", KEY) : next);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "An error occurred (InvalidKeyId.Malformed) when calling the CreateVolume operation: my key"
            + " | InvalidKeyId",
        "ParameterStore: InvalidKeyId: Invalid keyId my-key | InvalidKeyId",
        "(KMS.NotFoundException) when calling the PutObject operation: Invalid keyId aws/s3"
            + " | Invalid keyId",
        "An error occurred (NotFoundException) when calling the Decrypt operation: Invalid arn"
            + " us-east-1 | Invalid arn",
        "1 validation error detected: Value 'x y' at 'keyId' failed to satisfy constraint: Member"
            + " must satisfy regular expression pattern | ValidationException",
        "InvalidArnException: my-key is not a valid ARN | InvalidArnException",
        "InvalidArnException: KMS Message: Key Aliases are not supported for this operation"
            + " | InvalidArnException",
        "NotFoundException: my-key is not a valid ARN | not a valid ARN"
      })
  @DisplayName("A name of a key that was not read is no denial; the forms of names are shown")
  void explain_nameThatWasNotRead_showsTheForms(String text, String said) {
    for (CommandRun run :
        List.of(explain("--policies", "policies", "--error", text), explain(text))) {
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isEqualTo(ExitStatus.INDETERMINATE);
      assertThat(run.out())
          .startsWith("AWS: " + said + ": ")
          .contains("\nthis is no denial: no policy decided it\n")
          .contains("alias/NAME", "1234abcd-12ab-34cd-56ef-1234567890ab", "arn:aws:kms:REGION:");
    }
    assertThat(explain("--json", text).out()).startsWith("{\"text\":[\"AWS: " + said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "Hello", "no-such-file.json", "{}", "User: is not"})
  void explain_textOfNothing_isRefused(String text) {
    CommandRun run = explain("--policies", "policies", text);

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "User APP is not authorized to perform kms:Decrypt on resource KEY",
        "User: \"APP\" is not authorized to perform: \"kms:Decrypt\" on resource: \"KEY\".",
        "User: `APP` is not authorized to perform: kms:Decrypt on the resource: `KEY`",
        "{\\\"m\\\":\\\"User: APP is not authorized to perform: kms:Decrypt on resource: KEY\\\"}"
      })
  void explain_otherForms_areTheSameCall(String form) {
    CommandRun run =
        explain("--policies", "policies", form.replace("APP", APP).replace("KEY", KEY));

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("  caller    " + APP, "  action    kms:Decrypt", "  resource  " + KEY);
  }

  @Test
  @DisplayName("Where nothing is known, each layer is named once, and the rest refers to it")
  void explain_nothingKnown_namesEachLayerOnce() {
    String out = explain(denied("kms:Decrypt", "")).out();

    assertThat(out)
        .contains("If everything else is absent: indeterminate, for the same reasons\n\nWhy\n")
        .contains("\nUnknown: what these reasons name\n\nLayers: none of them is known\n")
        .containsOnlyOnce("the key policy")
        .containsOnlyOnce("the grants");
    String some = explain(denied("kms:Decrypt", ""), "--assume-none", "grants").out();
    assertThat(some)
        .contains("\nUnknown: what these reasons name\n\nLayers\n")
        .contains("  key policy: not known\n", "  grants: none\n");
  }

  @Test
  @DisplayName("What the reasons do not name is listed")
  void explain_unknownConditionKey_isListed() {
    String out =
        explain(
                "--policies",
                "policies",
                "--principal",
                APP,
                "--action",
                "kms:GenerateDataKey",
                "--resource",
                KEY,
                "--unknown-layer",
                "scp")
            .out();

    assertThat(out).contains("the service control policies").doesNotContain("these reasons name");
  }

  @Test
  void explain_actionWithoutResource_isOnNone() {
    CommandRun run =
        explain(
            "--policies",
            "policies",
            "User: " + APP + " is not authorized to perform: kms:ListKeys");

    assertThat(run.out()).contains("  resource  *");
  }

  /** AWS blames a layer that the directory states to be none: that statement comes first. */
  @Test
  void explain_layerStatedAsNone_isSaidFirst() {
    String text = denied("kms:Decrypt", " with an explicit deny in a service control policy");

    assertThat(explain("--policies", "policies", text).out())
        .startsWith("WRONG STATEMENT: AWS denied this by the service control policies");
    assertThat(explain("--json", "--policies", "policies", text).out())
        .contains("\"wronglyNone\":\"scp\"");
    assertThat(explain("--policies", "policies", "--unknown-layer", "scp", text).out())
        .startsWith("AWS: denied (service control policies)");
  }

  @Test
  void explain_policyArnAndAuthorizationId_areKept() {
    String text =
        denied(
            "kms:Decrypt",
            " with an explicit deny in an identity-based policy:"
                + " arn:aws:iam::111122223333:policy/team/app. Go to"
                + " https://us-west-2.console.aws.amazon.com/iam/home?region=us-west-2#/authorization-details/EXAMPLE1a2b"
                + " for complete details, or call the GetRequestAuthorizationDetails API with the"
                + " following authorization id: EXAMPLE1a2b");

    assertThat(explain("--policies", "policies", text).out())
        .contains("AWS's policy: arn:aws:iam::111122223333:policy/team/app (here: ")
        .contains("roles/App/identity/app.json)")
        .contains(
            "aws iam-toolbox get-request-authorization-details --region us-west-2"
                + " --authorization-id EXAMPLE1a2b");
  }

  @Test
  void explain_fileAndStandardInput_areTheText() throws IOException {
    String text =
        denied("kms:Encrypt", " because no identity-based policy allows the kms:Encrypt action");
    Path file = directory.resolve("error.txt");
    Files.writeString(file, text);
    String policies = EXAMPLES.resolve("policies").toAbsolutePath().toString();

    CommandRun given = explain("--policies", "policies", text);
    assertThat(explain(directory, "", "--policies", policies, "error.txt").out())
        .isEqualTo(given.out().replace("policies/111122223333", policies + "/111122223333"));
    assertThat(explain(EXAMPLES, text, "--policies", "policies", "-").out()).isEqualTo(given.out());
  }

  @Test
  void explain_event_isThatOfTheOption() throws IOException {
    String option = explain("--policies", "policies", "--event", "trail.jsonl:3").out();
    String record = Files.readAllLines(EXAMPLES.resolve("trail.jsonl")).get(2);

    assertThat(explain("--policies", "policies", "trail.jsonl:3").out()).isEqualTo(option);
    assertThat(explain("--policies", "policies", record).out()).isEqualTo(option);
    assertThat(explain(EXAMPLES, record, "--policies", "policies", "-").out()).isEqualTo(option);
  }

  /** The options of files give layers for every form. */
  @Test
  void explain_fileOptions_giveTheLayers() {
    CommandRun run =
        explain(
            denied(
                "kms:Encrypt", " because no identity-based policy allows the kms:Encrypt action"),
            "--key-policy",
            "key-policy.json",
            "--identity",
            "app-policy.json",
            "--policies",
            "policies");

    assertThat(run.out()).startsWith("AWS: denied (identity policies)\npolicies: denied\n");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
  }

  @Test
  void explain_ciphertext_hasThreeReadings() {
    CommandRun run =
        explain("--policies", "policies", CIPHERTEXT, "--principal", APP, "--key", KEY);

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains(
            "1. the ciphertext is of a key in another Region or account: indeterminate: the call"
                + " must")
        .contains(
            "2. the key does not exist any more: indeterminate: aws kms describe-key --key-id "
                + KEY)
        .contains("3. the caller may not use kms:Decrypt with the key: indeterminate")
        .contains("  action    kms:Decrypt");
  }

  /** Each reading is compared with what is known of the key, its state and the caller. */
  @Test
  void explain_ciphertext_checksEachReading() throws IOException {
    Path key =
        Files.createDirectories(
            directory.resolve(
                "policies/111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab"));
    Files.writeString(
        key.resolve("policy.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\":"
            + " {\"AWS\": \"arn:aws:iam::111122223333:root\"}, \"Action\": \"kms:*\", \"Resource\":"
            + " \"*\"}}");
    Files.writeString(
        directory.resolve("policies/directory.properties"),
        "none = identity, boundary, session, scp, rcp, grants, endpoint\n");
    String link =
        " https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/E1";
    String[] options = {"--policies", "policies", "--principal", APP, "--key", KEY};
    for (String state : List.of("Enabled", "PendingDeletion", "")) {
      Files.writeString(
          key.resolve("key.json"),
          "{\"KeyMetadata\": {\"KeyId\": \"1234abcd-12ab-34cd-56ef-1234567890ab\", \"Arn\": \""
              + KEY
              + "\", \"AWSAccountId\": \"111122223333\", \"KeyManager\": \"CUSTOMER\""
              + (state.isEmpty() ? "" : ", \"KeyState\": \"" + state + "\"")
              + "}}");
      CommandRun run = explain(directory, "", with(CIPHERTEXT + link, options));
      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
      assertThat(run.out())
          .contains("yes: the key is in us-west-2, and the call was made in us-east-1")
          .contains(
              "2. the key does not exist any more: "
                  + switch (state) {
                    case "" -> "indeterminate: aws kms describe-key";
                    case "Enabled" -> "no: its metadata here says `Enabled`";
                    default -> "its metadata here says `PendingDeletion`";
                  })
          .contains("3. the caller may not use kms:Decrypt with the key: yes: ")
          .contains("Fix: ");
    }
    assertThat(
            explain(directory, "", with(CIPHERTEXT, "--key", KEY, "--policies", "policies")).out())
        .contains("key: indeterminate: give --principal ARN and --policies DIR");
    assertThat(
            explain(
                    directory,
                    "",
                    with(
                        CIPHERTEXT,
                        "--key",
                        KEY,
                        "--principal",
                        "arn:aws:iam::444455556666:user/bob",
                        "--policies",
                        "policies"))
                .out())
        .contains("the key is of account 111122223333, the caller of 444455556666");
  }

  private static String[] with(String text, String... options) {
    String[] all = new String[options.length + 1];
    all[0] = text;
    System.arraycopy(options, 0, all, 1, options.length);
    return all;
  }

  /** A refused key policy runs the checks of lockout, with the principals that it names. */
  @Test
  void explain_refusedPolicy_runsLockoutAndPrincipals() throws IOException {
    String text =
        "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid"
            + " principals.";
    Path app = Files.createDirectories(directory.resolve("policies/111122223333/roles/App"));
    Files.writeString(
        app.resolve("role.json"), "{\"Role\": {\"Arn\": \"arn:aws:iam::111122223333:role/App\"}}");
    Files.writeString(
        directory.resolve("policies/directory.properties"),
        "principals = complete as of 2026-01-01T00:00:00Z\n");
    Files.writeString(
        directory.resolve("key-policy.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\":"
            + " {\"AWS\": [\"arn:aws:iam::111122223333:role/Ap\","
            + " \"arn:aws:iam::444455556666:role/X\"]}, \"Action\": \"kms:*\", \"Resource\":"
            + " \"*\"}}");
    CommandRun run =
        explain(
            directory,
            "",
            with(
                text,
                "--key-policy",
                "key-policy.json",
                "--policies",
                "policies",
                "--principal",
                "arn:aws:iam::111122223333:user/alice"));

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .startsWith(
            "AWS: refused the key policy: it names a principal that does not exist\nrefused: ")
        .contains("refused: no statement of the key policy allows the caller `kms:PutKeyPolicy`")
        .contains("refused: the key policy names what does not exist: `")
        .contains("did you mean `arn:aws:iam::111122223333:role/App`? [principal-not-found]")
        .contains("must exist before this is applied:\n  arn:aws:iam::444455556666:role/X\n");
    assertThat(explain(text).out()).contains("explain TEXT --key-policy FILE");
  }

  /** The text of a service asks the questions of its use. */
  @Test
  void explain_textOfAService_asksItsUses() {
    String text =
        "An error occurred (AccessDenied) when calling the GetObject operation: Access Denied";
    CommandRun run =
        explain(
            with(
                text,
                "--policies",
                "policies",
                "--key",
                KEY,
                "--principal",
                "arn:aws:iam::111122223333:user/alice"));

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("somebody reads an encrypted object of S3 (https://docs.aws.amazon.com/")
        .contains("  kms:Decrypt by arn:aws:iam::111122223333:user/alice: ")
        .doesNotContain("to decide it: ");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out()).contains("Fix: ");
  }

  @Test
  void explain_usesOfServices_areInTheCatalogue() {
    List<String> known =
        KmsCatalogue.bundled().serviceUses().stream().map(ServiceUse::name).toList();
    for (ServiceText text : ServiceText.values()) {
      assertThat(known).as(text.name()).containsAll(text.uses());
    }
  }

  /** A recorded denial ends with the fix, as a text does; a recorded success does not. */
  @Test
  void explain_event_hasAFixIfItWasDenied() throws IOException {
    String[] options = {"--policies", "policies"};
    boolean denied = false;
    boolean allowed = false;
    for (String record : Files.readAllLines(EXAMPLES.resolve("trail.jsonl"))) {
      CommandRun run = explain(with(record, options));
      boolean isDenied = record.contains("AccessDenied");
      if (!isDenied) {
        assertThat(run.out()).doesNotContain("Fix: ", "No statement or grant is suggested");
        allowed = true;
      } else if (run.out().contains("policies: denied")) {
        assertThat(run.out()).containsAnyOf("Fix: ", "No statement or grant is suggested");
        denied = true;
      }
    }
    assertThat(denied).isTrue();
    assertThat(allowed).isTrue();
  }

  @Test
  void explain_authorizationDetails_settleWhatWasOpen() throws IOException {
    String details =
        new String(
            getClass().getResourceAsStream("/texts/authorization-details.json").readAllBytes(),
            StandardCharsets.UTF_8);
    String text =
        denied("kms:Decrypt", " because no identity-based policy allows the kms:Decrypt action");

    assertThat(explain("--policies", "policies", text).status())
        .isEqualTo(ExitStatus.INDETERMINATE);
    CommandRun run = explain("--policies", "policies", details);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("policies: denied", "AWS evaluated: IMPLICIT_DENY");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
  }

  @Test
  void explain_authorizationDetailsOfAnotherForm_areRefused() {
    CommandRun run = explain("{\"requestContext\": {}, \"evaluations\": {}}");

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains("authorization details:1:39: `evaluations` must be an array");
  }

  @Test
  void explain_messageOfTheInterceptor_isRead() {
    CommandRun run =
        explain(
            "--policies",
            "policies",
            "KmsAccessDeniedException: `"
                + APP
                + "` may not `kms:Encrypt` on `"
                + KEY
                + "`: implicitDeny, the call was not sent");

    assertThat(run.out()).startsWith("AWS: not recorded (here: implicitDeny)");
  }
}
