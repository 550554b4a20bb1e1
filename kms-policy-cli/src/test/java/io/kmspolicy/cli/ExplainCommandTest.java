package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.ExitStatus;
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

class ExplainCommandTest {

  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/1234abcd";
  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"%s\"%s,\"Action\":\"kms:%s\","
          + "\"Resource\":\"*\"}]}";

  @TempDir private Path directory;

  @BeforeEach
  void writeFiles() throws IOException {
    String delegate = ",\"Principal\":{\"AWS\":\"111122223333\"}";
    String everyone = ",\"Principal\":\"*\"";
    write("allow.json", POLICY.formatted("Allow", "", "Decrypt"));
    write("deny.json", POLICY.formatted("Deny", "", "*"));
    write("key.json", POLICY.formatted("Allow", delegate, "*"));
    write("endpoint.json", POLICY.formatted("Allow", everyone, "Encrypt"));
    write("rcp.json", POLICY.formatted("Deny", everyone, "Decrypt"));
    write("broken.json", "{\"Statement\":\n [ nonsense ]}");
    write(
        "grants.json",
        "{\"Grants\":[{\"GrantId\":\"g-1\",\"GranteePrincipal\":\""
            + ALICE
            + "\",\"Operations\":[\"Decrypt\"],\"IssuingAccount\":\"111122223333\"}]}");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private CommandRun explain(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("explain", "--principal", ALICE, "--action", "kms:Decrypt", "--resource", KEY));
    args.addAll(List.of(more));
    return CommandRun.in(directory, "", args.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "--identity allow.json --key-policy key.json, 0, ALLOWED",
    "--grants grants.json, 0, ALLOWED",
    "--identity allow.json deny.json --key-policy key.json, 1, EXPLICIT DENY",
    "--identity allow.json, 1, IMPLICIT DENY",
    "--identity allow.json --key-policy key.json --boundary deny.json, 1, EXPLICIT DENY",
    "--identity allow.json --key-policy key.json --endpoint endpoint.json, 1, IMPLICIT DENY",
    "--identity allow.json --key-policy key.json --scp r-root=allow.json --scp ou-1=, 1,"
        + " IMPLICIT DENY",
    "--identity allow.json --key-policy key.json --rcp r-root=rcp.json, 1, EXPLICIT DENY",
    "--identity allow.json --key-policy key.json --unknown-layer scp, 3, INDETERMINATE",
    "--identity allow.json --key-policy key.json --unknown-layer scp, 3, INDETERMINATE",
    "--identity allow.json --unknown-layer scp, 1, DENIED",
  })
  @DisplayName("The exit status is the decision")
  void explain_everyDecision_hasItsStatus(String options, int status, String headline) {
    CommandRun run = explain(options.split(" "));

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith(headline);
    assertThat(run.status()).isEqualTo(status);
  }

  @Test
  @DisplayName("Layers without an option are assumed to be none, and the text reports it")
  void explain_layersNotGiven_areNamed() {
    CommandRun run = explain("--key-policy", "key.json", "--unknown-layer", "grants");

    assertThat(run.out())
        .endsWith(
            "\nTaken as none, because no option gives them: identity, boundary, session, scp, rcp,"
                + " endpoint\n");
  }

  @Test
  @DisplayName("Context keys may have several values and be unknown by prefix (3.7, 6.12)")
  void explain_context_isTheRequests() throws IOException {
    write(
        "conditions.json",
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"kms:*\","
            + "\"Resource\":\"*\",\"Condition\":{\"ForAllValues:StringEquals\":{"
            + "\"kms:EncryptionContextKeys\":[\"a\"]},\"StringEquals\":{"
            + "\"aws:ResourceTag/Team\":\"x\"}}}}");

    CommandRun run =
        explain(
            "--identity",
            "conditions.json",
            "--key-policy",
            "key.json",
            "--context",
            "kms:EncryptionContextKeys=a",
            "--context",
            "kms:EncryptionContextKeys=b",
            "--unknown",
            "aws:ResourceTag/*");

    assertThat(run.out()).contains("the request has \"a\", \"b\",");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
  }

  @Test
  @DisplayName("--redact withholds the values of the encryption context, --json prints JSON")
  void explain_redacted_withholdsValues() throws IOException {
    write(
        "tenant.json",
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"kms:*\","
            + "\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{"
            + "\"kms:EncryptionContext:tenant\":\"a\"}}}}");

    CommandRun run =
        explain(
            "--identity=tenant.json",
            "--key-policy=key.json",
            "--context=kms:EncryptionContext:tenant=hunter2",
            "--redact",
            "--json");

    assertThat(run.out())
        .startsWith("{\"decision\":\"implicitDeny\",")
        .endsWith("}\n")
        .contains("(value withheld)")
        .doesNotContain("hunter2");
  }

  @Test
  @DisplayName("The option --role gives a role with a path (1.7)")
  void explain_role_isThatOfTheSession() {
    CommandRun run =
        CommandRun.in(
            directory,
            "",
            "explain",
            "--principal",
            "arn:aws:sts::111122223333:assumed-role/App/s",
            "--role",
            "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/App",
            "--action",
            "kms:Decrypt",
            "--resource",
            KEY,
            "--scp",
            "r-root=");

    assertThat(run.out()).contains("service-linked roles are exempt (rule 4.2)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--identity away.json | away.json: there is no such file",
        "--identity broken.json | broken.json:2:4: ",
        "--key-policy allow.json | allow.json:1:38: ",
        "--context novalue | --context: `novalue` must be KEY=VALUE",
        "--unknown a*b | --unknown: `a*b` must be a key",
        "--unknown-layer moon | --unknown-layer: `moon` is not a layer",
        "--scp allow.json | --scp: `allow.json` must be LEVEL=FILE",
        "--action Decrypt | --action: `Decrypt` is not an action",
        "--resource nothing | --resource: `nothing` is not a KMS resource",
        "--principal nobody | --principal: `nobody` is not a caller",
        "--role arn:aws:iam::111122223333:role/App | --role: `" + ALICE + "` is not a session",
        "--resource-account 12 | --resource-account: `12` is not an account id",
        "--key-manager ME | --key-manager: `ME` must be one of CUSTOMER, AWS",
      })
  @DisplayName(
      "Invalid input is reported in one clear error, without a stack trace, and exits with 2")
  void explain_badInput_exitsWithTwo(String options, String message) {
    List<String> args = new ArrayList<>(List.of("explain"));
    if (!options.startsWith("--principal")) {
      args.addAll(List.of("--principal", ALICE));
    }
    if (!options.startsWith("--action")) {
      args.addAll(List.of("--action", "kms:Decrypt"));
    }
    args.addAll(List.of(options.split(" ")));

    CommandRun run = CommandRun.in(directory, "", args.toArray(String[]::new));

    assertThat(run.err()).startsWith(message).doesNotContain("\tat ");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void explain_misspelledAction_isRefusedWithTheNearest() {
    CommandRun run =
        CommandRun.in(directory, "", "explain", "--principal", ALICE, "--action", "kms:Decryt");
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err())
        .contains("--action: KMS has no action `kms:Decryt`")
        .contains("`kms:Decrypt`?");
  }

  @Test
  void explain_unknownConditionKey_isWarnedAbout() {
    CommandRun run =
        explain(
            "--context",
            "kms:ViaServic=x",
            "--context",
            "saml:aud=y",
            "--unknown",
            "aws:SourceIpp");
    assertThat(run.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(run.err().lines())
        .containsExactly(
            "--context: no request to KMS has the condition key `kms:ViaServic`; did you mean"
                + " `kms:ViaService`?",
            "--unknown: no request to KMS has the condition key `aws:SourceIpp`; did you mean"
                + " `aws:SourceIp`?");
  }
}
