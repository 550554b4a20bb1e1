package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The commands answer a question alike, and none of them denies for certain what depends on a
 * condition key that nobody states (rule 6.11).
 */
final class GuardrailsTest extends DirectoryOfOneKey {

  private static final String ANN = "arn:aws:iam::" + ACCOUNT + ":user/Ann";
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/service/App";
  private static final String SESSION = "arn:aws:sts::" + ACCOUNT + ":assumed-role/App/session-1";
  private static final String KEY = "arn:aws:kms:us-west-2:" + ACCOUNT + ":key/" + ID;
  private static final String DECRYPT =
      "{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*', 'Principal': {'AWS': '%s'}}";
  private static final String DENY =
      "{'Effect': 'Deny', 'Principal': '*', 'Action': 'kms:*', 'Resource': '*',"
          + " 'Condition': {'%s': {'%s': '%s'}}}";
  private static final String METADATA =
      "{'KeyMetadata': {'KeyId': '%s', 'Arn': '%s', 'AWSAccountId': '%s', 'KeyManager': 'CUSTOMER',"
          + " 'KeySpec': 'SYMMETRIC_DEFAULT', 'KeyUsage': 'ENCRYPT_DECRYPT', 'Origin': 'AWS_KMS'}}";

  @BeforeEach
  void describe() throws IOException {
    write("directory.properties", NONE + ", identity");
    write(
        ACCOUNT + "/users/Ann/user.json",
        "{\"User\": {\"UserName\": \"Ann\", \"Arn\": \"" + ANN + "\"}}");
  }

  @ParameterizedTest(name = "Deny {0} {1} {2}: {3}")
  @DisplayName("A guardrail on what nobody states is open, in explain as in who-can")
  @CsvSource({
    "StringNotEquals, aws:RequestedRegion, us-west-2, ALLOWED",
    "StringNotEquals, aws:RequestedRegion, eu-west-1, EXPLICIT DENY",
    "Bool, aws:SecureTransport, true, INDETERMINATE",
    "Bool, aws:SecureTransport, false, INDETERMINATE",
    "BoolIfExists, aws:SecureTransport, false, INDETERMINATE",
    "DateGreaterThan, aws:CurrentTime, 2026-01-01T00:00:00Z, INDETERMINATE",
    "NumericLessThan, aws:EpochTime, 1767225600, INDETERMINATE",
    "Bool, aws:MultiFactorAuthPresent, false, INDETERMINATE",
    "BoolIfExists, aws:MultiFactorAuthPresent, false, INDETERMINATE",
    "NumericGreaterThanIfExists, aws:MultiFactorAuthAge, 3600, INDETERMINATE",
    "NotIpAddress, aws:SourceIp, 192.0.2.0/24, INDETERMINATE",
    "StringNotEquals, aws:SourceVpc, vpc-1a2b3c4d, INDETERMINATE",
    "StringNotEquals, aws:SourceVpce, vpce-1a2b3c4d, INDETERMINATE",
    "StringNotEquals, aws:PrincipalOrgID, o-a1b2c3d4e5, INDETERMINATE",
    "ForAllValues:StringNotLike, aws:PrincipalOrgPaths, o-a1b2c3d4e5/*, INDETERMINATE",
    "StringNotEquals, aws:PrincipalTag/team, a, INDETERMINATE",
    "StringNotEquals, aws:ResourceTag/team, a, INDETERMINATE",
    "StringNotEquals, kms:ViaService, s3.us-west-2.amazonaws.com, INDETERMINATE",
    "Bool, aws:ViaAWSService, true, INDETERMINATE",
    "StringNotEquals, kms:KeySpec, SYMMETRIC_DEFAULT, INDETERMINATE",
    "StringNotEquals, kms:EncryptionContext:tenant, a, INDETERMINATE"
  })
  void explain_guardrail_isAsWhoCan(String operator, String key, String value, String answer)
      throws IOException {
    String policy = DECRYPT.formatted(ANN) + ", " + DENY.formatted(operator, key, value);
    writeKey(policy);

    explain("--policies", ".", "--resource", ID);
    assertThat(out).startsWith(answer);

    explain("--key-policy", ACCOUNT + "/keys/us-west-2/" + ID + "/policy.json", "--resource", KEY);
    assertThat(out).startsWith(answer);

    run("who-can", "kms:Decrypt", ID, "--policies", ".");
    String row = result(ANN);
    assertThat(row)
        .isIn(
            answer.equals("ALLOWED")
                ? List.of("allowed")
                : answer.equals("EXPLICIT DENY")
                    ? List.of("denied")
                    : List.of("conditional", "indeterminate"));
    assertThat(out)
        .doesNotContain("aws:SecureTransport` is absent", "aws:ViaAWSService` is absent");
  }

  @ParameterizedTest(name = "Deny {0} {1} {2} with {3} {4}: {5}")
  @DisplayName("What the options state settles a guardrail")
  @CsvSource({
    "Bool, aws:SecureTransport, false, --context, aws:SecureTransport=true, ALLOWED",
    "Bool, aws:SecureTransport, false, --context, aws:SecureTransport=false, EXPLICIT DENY",
    "Bool, aws:SecureTransport, false, --nothing-else, '', INDETERMINATE",
    "StringNotEquals, aws:SourceVpce, vpce-1, --absent, aws:SourceVpce, EXPLICIT DENY",
    "StringNotEquals, aws:SourceVpce, vpce-1, --absent, aws:Source*, EXPLICIT DENY",
    "StringNotEquals, aws:SourceVpce, vpce-1, --nothing-else, '', EXPLICIT DENY",
    "StringNotEquals, aws:SourceVpce, vpce-1, --absent, *, EXPLICIT DENY",
    "StringNotEquals, aws:SourceVpce, vpce-1, --context, aws:SourceVpce=vpce-1, ALLOWED",
    "StringNotEquals, aws:RequestedRegion, us-west-2, --unknown, aws:RequestedRegion, INDETERMINATE",
    "StringNotEquals, aws:RequestedRegion, us-west-2, --unknown, aws:Requested*, INDETERMINATE",
    "StringEquals, kms:EncryptionContext:a, 1, --context, kms:EncryptionContext:b=1, ALLOWED",
    "StringEquals, kms:EncryptionContext:a, 1, --absent, kms:EncryptionContext:b, INDETERMINATE"
  })
  void explain_statedKey_settles(
      String operator, String key, String value, String option, String text, String answer)
      throws IOException {
    writeKey(DECRYPT.formatted(ANN) + ", " + DENY.formatted(operator, key, value));
    List<String> options = new ArrayList<>(List.of("--resource", ID, "--policies", ".", option));
    if (!text.isEmpty()) {
      options.add(text);
    }

    explain(options.toArray(String[]::new));

    assertThat(out).startsWith(answer);
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @DisplayName("Options that contradict each other, or what every request has, are refused")
  @CsvSource({
    "--absent, aws:CurrentTime, --nothing-else, '', every request has it",
    "--absent, kms:KeySpec, --nothing-else, '', every request has it",
    "--absent, aws:SourceVpce, --context, aws:sourcevpce=vpce-1, is also in --context",
    "--absent, aws:SourceVpce, --unknown, aws:SOURCEVPCE, is also in --unknown",
    "--absent, aws:*Vpce, --nothing-else, '', must be a key"
  })
  void explain_contradiction_isRefused(
      String option, String key, String other, String value, String message) throws IOException {
    writeKey(DECRYPT.formatted(ANN));
    List<String> options = new ArrayList<>(List.of("--resource", ID, "--policies", ".", option));
    options.addAll(List.of(key, other));
    if (!value.isEmpty()) {
      options.add(value);
    }

    assertThat(explain(options.toArray(String[]::new))).isEqualTo(2);
    assertThat(err).contains(message);
  }

  @Test
  @DisplayName("key.json settles a guardrail on the key's properties, for every command")
  void explain_describedKey_isKnown() throws IOException {
    writeKey(
        DECRYPT.formatted(ANN)
            + ", "
            + DENY.formatted("StringNotEquals", "kms:KeySpec", "SYMMETRIC_DEFAULT"));
    write(
        ACCOUNT + "/keys/us-west-2/" + ID + "/key.json",
        METADATA.formatted(ID, KEY, ACCOUNT).replace('\'', '"'));

    explain("--policies", ".", "--resource", ID);
    assertThat(out).startsWith("ALLOWED");
    run("who-can", "kms:Decrypt", ID, "--policies", ".");
    assertThat(result(ANN)).isEqualTo("allowed");
    run("what-can", ANN, "--policies", ".", "--action", "kms:Decrypt");
    assertThat(out).contains("allowed");
    run("explain", "--policies", ".", "--error", error(ANN));
    assertThat(out).contains("policies: allowed");
  }

  @Test
  @DisplayName("The account of a typed caller is known in the form with files (rule 4.15)")
  void explain_callersAccount_isKnown() throws IOException {
    writeKey(allow("{'AWS': '*'}", "'StringEquals': {'kms:CallerAccount': '" + ACCOUNT + "'}"));
    String file = ACCOUNT + "/keys/us-west-2/" + ID + "/policy.json";

    explain("--key-policy", file, "--resource", KEY);
    assertThat(out).startsWith("ALLOWED");
    run("explain", "--policies", ".", "--error", error(ANN));
    assertThat(out).contains("policies: allowed");
  }

  @Test
  @DisplayName("A resource control policy on the organization is open if nothing states it")
  void explain_unstatedOrganization_isOpen() throws IOException {
    writeKey(DECRYPT.formatted(ANN));
    write(
        ".control.json",
        document(DENY.formatted("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-a1b2c3d4e5")));
    String file = ACCOUNT + "/keys/us-west-2/" + ID + "/policy.json";
    explain("--key-policy", file, "--rcp", "Root=.control.json", "--resource", KEY);
    assertThat(out).startsWith("INDETERMINATE");
  }

  @Test
  @DisplayName("An encryption context that nobody states may be the one that a service sends")
  void explain_policyOfLogGroups_isOpen() throws IOException {
    String logs = "logs.us-west-2.amazonaws.com";
    writeKey(
        allow(
            "{'Service': '" + logs + "'}",
            "'ArnEquals': {'kms:EncryptionContext:aws:logs:arn':"
                + " 'arn:aws:logs:us-west-2:111122223333:log-group:app'}"));
    String file = ACCOUNT + "/keys/us-west-2/" + ID + "/policy.json";
    for (List<String> policies :
        List.of(List.of("--policies", "."), List.of("--key-policy", file))) {
      List<String> args = new ArrayList<>(List.of("explain", "--principal", logs));
      args.addAll(List.of("--action", "kms:Decrypt", "--resource", KEY));
      args.addAll(policies);
      assertThat(run(args.toArray(String[]::new))).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("The path that role.json states is known for the text of an error, too (rule 1.7)")
  void explain_errorOfDescribedRole_hasPath() throws IOException {
    writeKey(DECRYPT.formatted(ROLE));
    write(
        ACCOUNT + "/roles/App/role.json",
        "{\"Role\": {\"RoleName\": \"App\", \"Arn\": \"" + ROLE + "\"}}");
    run("explain", "--policies", ".", "--error", error(SESSION));
    assertThat(out).contains("policies: allowed");
  }

  @Test
  @DisplayName("On a terminal, the options that settle the answer are printed")
  void explain_onTerminal_namesTheOptions() throws IOException {
    writeKey(
        DECRYPT.formatted(ANN)
            + ", "
            + DENY.formatted("StringNotEquals", "aws:SourceVpce", "vpce-1")
            + ", "
            + DENY.formatted("Bool", "aws:SecureTransport", "false"));
    String[] question = {
      "explain", "--principal", ANN, "--action", "kms:Decrypt", "--resource", ID, "--policies", "."
    };
    assertThat(CommandRun.run(root, new byte[0], true, question).err())
        .contains("--context aws:SourceVpce=VALUE or --absent aws:SourceVpce")
        .contains("--context aws:SecureTransport=VALUE")
        .doesNotContain("--absent aws:SecureTransport");
    assertThat(CommandRun.run(root, new byte[0], false, question).err()).isEmpty();
  }

  private static String error(String caller) {
    return "User: "
        + caller
        + " is not authorized to perform: kms:Decrypt on resource: "
        + KEY
        + " because no resource-based policy allows the kms:Decrypt action";
  }

  private int explain(String... options) {
    List<String> args = new ArrayList<>(List.of("explain", "--principal", ANN));
    args.addAll(List.of("--action", "kms:Decrypt"));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }
}
