package io.kmspolicy.cli.gain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gains that a file states as intended. */
final class AcceptedGainsTest {

  private static final Path PLANS = Path.of("src/test/resources/gate/dangerous");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String PARTNER = "arn:aws:iam::444455556666:role/Reports";

  @TempDir private Path folder;

  private static String entry(String principal, String actions, String key, String expires) {
    return """
    {"principal": "%s", "actions": [%s], "key": "%s",
     "reason": "the monthly report", "expires": "%s"}\
    """
        .formatted(principal, actions, key, expires);
  }

  private CommandRun check(String plan, String text, String... options) throws IOException {
    Files.copy(PLANS.resolve(plan), folder.resolve(plan));
    Files.writeString(folder.resolve("accept.json"), text);
    String[] all = new String[options.length + 5];
    System.arraycopy(
        new String[] {"check", "--after", plan, "--accept", "accept.json"}, 0, all, 0, 5);
    System.arraycopy(options, 0, all, 5, options.length);
    return CommandRun.in(folder, "", all);
  }

  private static String accepting(String... entries) {
    return "{\"accepted\": [\n" + String.join(",\n", entries) + "]}";
  }

  @Test
  @DisplayName("An intended gain is listed, and fails no more")
  void accept_exactEntry_passes() throws IOException {
    CommandRun run =
        check("partner.json", accepting(entry(PARTNER, "\"kms:Decrypt\"", KEY, "2999-12-31")));

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitStatus.OK);
    assertThat(run.out())
        .contains("not allowed before, beside 1 accepted gain\n")
        .contains(
            "  accepted: "
                + PARTNER
                + ": kms:Decrypt on "
                + KEY
                + " (the monthly report; until 2999-12-31)\n");
  }

  @Test
  @DisplayName("6.11: calls of services that the answer leaves out are named beside accepted gains")
  void accept_besideCallsLeftOut_namesBoth() throws IOException {
    String before =
        """
        {"Version": "2012-10-17", "Statement": [
          {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*",
           "Resource": "*"},
          {"Effect": "Deny", "Principal": "*", "Action": "kms:Encrypt", "Resource": "*",
           "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}}]}
        """;
    String partner =
        """
        {"Effect": "Allow", "Principal": {"AWS": "%s"}, "Action": "kms:Decrypt",
         "Resource": "*"},\
        """
            .formatted(PARTNER);
    Files.writeString(folder.resolve("before.json"), before);
    Files.writeString(
        folder.resolve("after.json"),
        before.replace("IfExists", "").replaceFirst("\\[", "[" + partner));
    Files.writeString(
        folder.resolve("accept.json"),
        accepting(entry(PARTNER, "\"kms:Decrypt\"", KEY, "2999-12-31")));
    CommandRun run =
        CommandRun.in(
            folder,
            "",
            "check",
            "--before",
            "before.json",
            "--after",
            "after.json",
            "--key",
            KEY,
            "--accept",
            "accept.json",
            "--fail-on",
            "lint=never");

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitStatus.OK);
    assertThat(run.out())
        .contains("beside 1 accepted gain\n")
        .contains("left out: calls that AWS services make for themselves by grants");
  }

  @Test
  @DisplayName("An entry that has expired accepts nothing, and says so")
  void accept_expiredEntry_fails() throws IOException {
    CommandRun run =
        check("partner.json", accepting(entry(PARTNER, "\"kms:Decrypt\"", KEY, "2020-01-31")));

    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .contains("  accept.json:2:1: expired on 2020-01-31 and accepted no more: " + PARTNER)
        .contains(PARTNER + " of another account: use\n");
  }

  @ParameterizedTest
  @DisplayName("An entry for another principal, action or key accepts nothing, and says so")
  @CsvSource({
    "arn:aws:iam::444455556666:role/Report,kms:Decrypt,",
    "444455556666,kms:Decrypt,",
    "anyone,kms:Decrypt,",
    "arn:aws:iam::444455556666:role/Reports,kms:Encrypt,",
    "arn:aws:iam::444455556666:role/Reports,kms:Decrypt,arn:aws:kms:us-west-2:111122223333:key/2",
    "arn:aws:iam::444455556666:role/Reports,kms:Decrypt,*",
  })
  void accept_otherEntry_isUnmatched(String principal, String action, String key)
      throws IOException {
    String of = key == null ? KEY : key;
    String text = accepting(entry(principal, '"' + action + '"', of, "2999-12-31"));
    CommandRun run = check("partner.json", text);

    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.out())
        .contains(
            "  accept.json:2:1: not gained by this change: "
                + principal
                + ": "
                + action
                + " on "
                + of
                + "\n");
  }

  @Test
  @DisplayName("What an entry does not state stays in its row, and what is not gained is said")
  void accept_someActions_leavesTheOthers() throws IOException {
    String actions = "\"kms:Decrypt\", \"kms:PutKeyPolicy\"";
    CommandRun run =
        check(
            "public.json",
            accepting(entry("anyone", actions, KEY, "2999-12-31")),
            "--format",
            "json");

    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    JsonNode part = new ObjectMapper().readTree(run.out()).get("parts").get(2);
    JsonNode accepted = part.get("accepted").get(0);
    assertThat(accepted.get("state").asText()).isEqualTo("ACCEPTED");
    assertThat(accepted.get("gained").toString()).isEqualTo("[\"kms:Decrypt\"]");
    boolean isUse = false;
    for (JsonNode row : part.get("gains")) {
      if (row.get("kind").asText().equals("ANYONE") && row.get("gains").asText().equals("use")) {
        isUse = true;
        assertThat(row.get("resources").toString())
            .contains("\"kms:Encrypt\"")
            .doesNotContain("\"kms:Decrypt\"");
      }
    }
    assertThat(isUse).isTrue();
  }

  @ParameterizedTest
  @DisplayName("A mistake in the file is one clear error with its place")
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                       | accept.json:1:1: the file must be an object with an array",
        "{'accepted': 1}          | accept.json:1:1: the file must be an object with an array",
        "{'accepted': [],'more':1}| `more` is no member here; expected accepted (at /more)",
        "{'accepted': ['x']}      | accept.json:1:15: an accepted gain must be an object (at /acc",
        "{'accepted': [{}]}       | must have `principal` (at /accepted/0)",
        "{'accepted': [           | accept.json:1:",
      })
  void accept_brokenFile_isRefused(String text, String error) throws IOException {
    CommandRun run = check("partner.json", text.replace('\'', '"'));

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains(error.strip()).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @DisplayName("A wrong value of an entry is one clear error with its place")
  @CsvSource(
      delimiter = '|',
      value = {
        "\"kms:Decrypt\" | \"kms:Decrpyt\" | one action of KMS, without wildcards (at"
            + " /accepted/0/actions/0)",
        "\"kms:Decrypt\" | \"kms:*\" | one action of KMS, without wildcards (at"
            + " /accepted/0/actions/0)",
        "[\"kms:Decrypt\"] | [] | must have `actions`, a list of actions such as `kms:Decrypt`",
        "2999-12-31 | 2999-02-30 | `2999-02-30` is no date such as `2027-03-31` (at"
            + " /accepted/0/expires)",
        "role/Reports | role/* | without wildcards (at /accepted/0/principal)",
        "the monthly report | ' ' | `reason` must be a text (at /accepted/0/reason)",
        "\"reason\" | \"raeson\" | `raeson` is no member here; expected actions, expires, key,"
            + " principal",
      })
  void accept_wrongValue_isRefused(String right, String wrong, String error) throws IOException {
    String text =
        accepting(entry(PARTNER, "\"kms:Decrypt\"", KEY, "2999-12-31")).replace(right, wrong);
    CommandRun run = check("partner.json", text);

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).startsWith("accept.json:").contains(error).hasLineCount(1);
  }

  @Test
  @DisplayName("A file that is not there is refused")
  void accept_missingFile_isRefused() throws IOException {
    Files.copy(PLANS.resolve("partner.json"), folder.resolve("partner.json"));
    CommandRun run =
        CommandRun.in(folder, "", "check", "--after", "partner.json", "--accept", "none.json");

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains("none.json");
  }
}
