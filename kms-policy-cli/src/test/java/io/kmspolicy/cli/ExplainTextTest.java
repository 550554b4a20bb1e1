package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.io.ExitStatus;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.text.ErrorText;
import io.kmspolicy.replay.text.ErrorTextReader;
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
    assertThat(run.out()).contains("1. the ciphertext is of a key in another Region or account");
    assertThat(run.out()).contains("describe-key --key-id " + KEY, "  action    kms:Decrypt");
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
