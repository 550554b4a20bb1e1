package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.ExitStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kms-policy explain} of a text that does not name the whole request. */
final class IncompleteTextTest {

  private static final Path EXAMPLES = Path.of("../docs/examples");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private static CommandRun explain(String text, String... more) {
    List<String> all = new ArrayList<>(List.of("explain", text, "--key", KEY));
    all.addAll(List.of("--principal", "arn:aws:iam::111122223333:user/alice"));
    all.addAll(List.of(more));
    return CommandRun.in(EXAMPLES, "", all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "User: arn:aws:sts::*****:assumed-role/x/y is not authorized to perform: kms:Decrypt on"
            + " resource: arn:aws:kms:us-west-2:*****:key/x because no identity-based policy allows"
            + " the kms:Decrypt action | AWS: denied (identity policies)",
        "User: arn:aws:sts::*****:assumed-role/x/y is not authorized to perform: kms:Decrypt on"
            + " resource: arn:aws:kms:us-west-2:*****:key/x with an explicit deny in a service"
            + " control policy | AWS: denied (service control policies)",
        "InvalidRequestException: User not authorized to perform kms:Decrypt operation"
            + " | AWS: denied"
      })
  @DisplayName("What a text masks or leaves out is taken from the options, with AWS's layer")
  void explain_incompleteTextWithOptions_isDecided(String text, String said) {
    CommandRun run = explain(text, "--policies", "policies");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains(said, "  action    kms:Decrypt\n", "  resource  " + KEY + "\n")
        .doesNotContain("to decide it: ");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(explain(text).out()).contains("to decide it: ");
  }
}
