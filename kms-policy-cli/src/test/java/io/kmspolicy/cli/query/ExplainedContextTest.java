package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which condition keys {@code explain} knows in a policy directory. */
final class ExplainedContextTest extends DirectoryOfOneKey {

  private static final String ANN = "arn:aws:iam::" + ACCOUNT + ":user/Ann";
  private static final String LOGS = "logs.amazonaws.com";

  @BeforeEach
  void stateIdentityPolicies() throws IOException {
    write("directory.properties", NONE + ", identity");
  }

  @ParameterizedTest
  @CsvSource({
    "--context, aws:username=Ann, ALLOWED",
    "--context, aws:username=Bob, IMPLICIT DENY",
    "--context, AWS:UserName=Ann, ALLOWED",
    "--unknown, aws:username, INDETERMINATE",
    "--unknown, aws:user*, INDETERMINATE",
    "--context, aws:PrincipalAccount=" + OTHER + ", ALLOWED"
  })
  @DisplayName(
      "explain --policies: a key that is stated is not the one that follows from the caller")
  void explain_statedKey_replacesTheDerivedOne(String option, String value, String answer)
      throws IOException {
    writeKey(allow("{'AWS': '" + ANN + "'}", "'StringEquals': {'aws:username': 'Ann'}"));

    explain(ANN, option, value);

    assertThat(out).startsWith(answer);
  }

  @Test
  @DisplayName("Rule 4.13: the names of a service count, of a policy that an option gives, too")
  void explain_policyOfAnOption_leavesTheNameOfTheServiceOpen(@TempDir Path elsewhere)
      throws IOException {
    String service = "{'Service': '" + LOGS + "'}";
    String name = "'StringEquals': {'aws:PrincipalServiceName': 'logs.us-west-2.amazonaws.com'}";
    writeKey(allow(service, "'Bool': {'aws:PrincipalIsAWSService': 'true'}"));
    Path other = elsewhere.resolve("other.json");
    Files.writeString(other, document(allow(service, name)));

    explain(LOGS);
    assertThat(out).startsWith("ALLOWED");

    explain(LOGS, "--key-policy", other.toString());
    assertThat(out).startsWith("INDETERMINATE");
  }

  private void explain(String principal, String... options) {
    List<String> args = new ArrayList<>(List.of("explain", "--policies", ".", "--principal"));
    args.addAll(List.of(principal, "--action", "kms:Decrypt", "--resource", ID));
    args.addAll(List.of(options));
    run(args.toArray(String[]::new));
  }
}
