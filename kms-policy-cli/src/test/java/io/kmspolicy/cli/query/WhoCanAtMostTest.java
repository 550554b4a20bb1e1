package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Where layers are not known, {@code who-can} and {@code what-can} say what key policy and grants
 * allow at most, and once what is not known.
 */
final class WhoCanAtMostTest extends DirectoryOfOneKey {

  private static final String APP = "arn:aws:iam::111122223333:role/App";
  private static final String VIA =
      "'StringEquals': {'kms:ViaService': 's3.us-west-2.amazonaws.com'}";

  private static final String LAYERS = "identity, boundary, session, scp, rcp, endpoint";

  @BeforeEach
  @Override
  void stateLayers() throws IOException {
    writeKey(
        allow("{'AWS': '" + APP + "'}", VIA)
            + ", "
            + DELEGATION.replace("kms:*", "kms:Encrypt")
            + ", "
            + allow("{'AWS': '" + OTHER + "'}", ""));
  }

  private void ask(String action, String... more) {
    List<String> args = new ArrayList<>(List.of("who-can", action, ID, "--policies", "."));
    args.addAll(List.of(more));
    assertThat(run(args.toArray(String[]::new))).as(err).isZero();
  }

  /** What follows the name of a principal. */
  private String row(String principal) {
    return out.lines()
        .filter(line -> line.startsWith(principal + "  "))
        .map(line -> line.substring(principal.length()).strip())
        .findFirst()
        .orElse("");
  }

  @Test
  @DisplayName("Of key policies alone, a row has the conditions, and one line what is not known")
  void onlyKeyPolicy_isTheDefault() {
    ask("kms:Decrypt");
    assertThat(out.lines().findFirst())
        .contains(
            "Not known: "
                + LAYERS
                + ", which may deny what follows `at most`; grants, which may allow more");
    assertThat(row(APP))
        .isEqualTo(
            "at most: allowed by the key policy if `kms:ViaService` is"
                + " `s3.us-west-2.amazonaws.com`");
    assertThat(row("arn:aws:iam::" + ACCOUNT + ":root"))
        .isEqualTo("at most: only a grant can allow it");
    assertThat(row("arn:aws:iam::" + OTHER + ":root"))
        .isEqualTo("at most: allowed by the key policy");
    assertThat(row(ELSE + OTHER)).startsWith("at most: ").contains("if an identity policy allows");
    assertThat(out).doesNotContain("indeterminate", "unknown", "not known: the");
  }

  @Test
  @DisplayName("What the key policy leaves to its account needs an identity policy")
  void delegation_needsAnIdentityPolicy() {
    ask("kms:Encrypt");
    assertThat(row(APP)).isEqualTo("at most: allowed if an identity policy allows it");
    assertThat(row("arn:aws:iam::" + ACCOUNT + ":root"))
        .isEqualTo("at most: allowed by the key policy");
  }

  @Test
  @DisplayName("A statement that denies counts, and what is certain has no at most")
  void deny_isCertain() throws IOException {
    writeKey(
        allow("{'AWS': '" + APP + "'}", "")
            + ", {'Effect': 'Deny', 'Action': 'kms:Decrypt', 'Resource': '*', 'Principal': '*'}");
    ask("kms:Decrypt");
    assertThat(row(APP)).startsWith("denied: ");
    assertThat(out).doesNotContain("at most", "Not known");
  }

  @Test
  void grants_thatAreKnown_areNamed() throws IOException {
    write(
        ACCOUNT + "/keys/us-west-2/" + ID + "/grants.json",
        "{\"Grants\": [{\"GrantId\": \"g1\", \"KeyId\": \"%s\", \"Operations\": [\"Decrypt\"], %s}]}"
            .formatted(ID, "\"GranteePrincipal\": \"" + APP + "\""));
    ask("kms:Decrypt");
    assertThat(row(APP)).isEqualTo("at most: allowed by the key policy or a grant");
    assertThat(row(ELSE + ACCOUNT)).startsWith("denied: ");
    assertThat(out).doesNotContain("grants, which may");
    writeKey(DELEGATION.replace("kms:*", "kms:Encrypt"));
    ask("kms:Decrypt");
    assertThat(row(APP)).isEqualTo("at most: allowed by a grant");
  }

  @Test
  @DisplayName("With known identity policies or without the option, the answers are as before")
  void identityPolicies_thatAreKnown_keepTheUnknownAnswers() throws IOException {
    ask("kms:Decrypt", "--no-at-most");
    assertThat(row(APP)).startsWith("indeterminate: ");
    write(
        ACCOUNT + "/roles/Other/identity/p.json",
        document("{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*'}"));
    ask("kms:Decrypt");
    assertThat(row(APP)).startsWith("indeterminate: ");
    ask("kms:Decrypt", "--at-most");
    assertThat(row(APP)).startsWith("at most: allowed by the key policy if `kms:ViaService`");
  }

  @Test
  @DisplayName("JSON and CSV keep the true result, and have the most beside it")
  void json_hasBoth() {
    ask("kms:Decrypt", "--json", "--principal", APP);
    assertThat(out)
        .contains(
            "\"result\": \"indeterminate\"",
            "\"atMost\": {",
            "\"result\": \"conditional\"",
            "\"why\": \"allowed by the key policy if `kms:ViaService` is"
                + " `s3.us-west-2.amazonaws.com`\"",
            "\"identity\"",
            "\"grants\"");
    ask("kms:Decrypt", "--csv", "--principal", APP);
    assertThat(out.lines().findFirst())
        .contains("principal,action,resource,result,why,dependsOn,atMost");
    assertThat(out.lines().skip(1).findFirst().orElse(""))
        .contains(",indeterminate,", ",allowed by the");
    ask("kms:Decrypt", "--no-at-most", "--csv");
    assertThat(out.lines().findFirst()).contains("principal,action,resource,result,why,dependsOn");
  }

  private List<String> whatCan(String... more) {
    List<String> args = new ArrayList<>(List.of("what-can", APP, "--policies", "."));
    args.addAll(List.of("--action", "kms:Decrypt,kms:Encrypt"));
    args.addAll(List.of(more));
    assertThat(run(args.toArray(String[]::new))).as(err).isZero();
    return out.lines().map(line -> line.replaceFirst(" +\\S+/" + ID, "")).toList();
  }

  @Test
  @DisplayName(
      "what-can says the most where only key policies are known, and what is not known once")
  void whatCan_ofKeyPolicies_saysTheMost() throws IOException {
    assertThat(whatCan())
        .containsExactly(
            "Not known: "
                + LAYERS
                + ", which may deny what follows `at most`; grants, which may allow more",
            "kms:Decrypt  at most: allowed by the key policy if `kms:ViaService` is"
                + " `s3.us-west-2.amazonaws.com`",
            "kms:Encrypt  at most: allowed if an identity policy allows it");
    assertThat(err).isEmpty();
    assertThat(whatCan("--json").toString()).contains("\"atMost\": {", "\"indeterminate\"");
    assertThat(whatCan("--no-at-most")).first().asString().startsWith("kms:Decrypt  indeterminate");
    assertThat(err).contains("the directory has no identity policies of");

    write(
        ACCOUNT + "/roles/Other/identity/p.json",
        document("{'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*'}"));
    assertThat(whatCan()).first().asString().startsWith("kms:Decrypt  indeterminate: ");
    assertThat(whatCan("--at-most")).first().asString().startsWith("Not known: ");
  }

  @Test
  void diff_comparesTheAnswersAsTheyAre() {
    assertThat(run("who-can", "kms:Decrypt", ID, "--diff", ".", ".", "--at-most"))
        .isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(err).isEqualTo("--at-most: not together with --diff\n");
    assertThat(run("who-can", "kms:Decrypt", ID, "--diff", ".", ".")).isZero();
    assertThat(out).isEqualTo("no answer differs\n");
  }
}
