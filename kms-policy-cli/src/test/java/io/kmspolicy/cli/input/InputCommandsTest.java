package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands take templates, plans, states and AWS output where they take policies. */
class InputCommandsTest {

  private static final Path EXAMPLES = Path.of("../docs/examples/inputs");
  private static final String ACCOUNT = "arn:aws:iam::111122223333:";
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String NONE = "session,scp,rcp,endpoint";
  private static final List<String> DEPLOYED =
      List.of("--account", "111122223333", "--region", "us-west-2");

  private static CommandRun run(Path directory, List<String> more, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(more);
    return CommandRun.in(directory, "", all.toArray(String[]::new));
  }

  private static CommandRun run(String... args) {
    return run(EXAMPLES, List.of(), args);
  }

  private static CommandRun explain(String file, String principal, String action, String key) {
    return run(
        EXAMPLES,
        DEPLOYED,
        "explain",
        "--policies",
        file,
        "--assume-none",
        NONE,
        "--principal",
        ACCOUNT + principal,
        "--action",
        action,
        "--resource",
        key);
  }

  @Test
  @DisplayName("explain on a plan: the state that it leaves, with places in the plan")
  void explain_plan_decidesOnWhatItLeaves() {
    CommandRun allowed = explain("plan.json", "role/reporter", "kms:DescribeKey", KEY);
    CommandRun removed = explain("plan.json", "role/reporter", "kms:Decrypt", KEY);

    assertThat(allowed.status()).as(allowed.err()).isZero();
    assertThat(allowed.out()).contains(" at plan.json:");
    assertThat(allowed.err()).contains("the key policy of `aws_kms_key.late` is unknown");
    // Other grants on a key that exists are not in a plan.
    assertThat(removed.status()).isEqualTo(3);
  }

  @Test
  @DisplayName("explain on a plan: a key that it creates by its address; its grant decides")
  void explain_planThatCreatesAKey_usesItsGrant() {
    CommandRun worker =
        run(
            "explain",
            "--policies",
            "plan.json",
            "--assume-none",
            NONE,
            "--principal",
            ACCOUNT + "role/worker",
            "--action",
            "kms:DescribeKey",
            "--resource",
            "alias/orders",
            "--context",
            "kms:EncryptionContext:tenant=a");

    assertThat(worker.status()).as(worker.err()).isZero();
    assertThat(worker.out()).contains("grant");
  }

  @Test
  @DisplayName("explain on a template: a reference to its key is that key")
  void explain_template_resolvesItsKey() {
    CommandRun app = explain("template.yaml", "role/service/App", "kms:Decrypt", "OrdersKey");
    CommandRun partner = explain("template.yaml", "role/service/App", "kms:Decrypt", "PartnerKey");

    assertThat(app.status()).as(app.err()).isZero();
    assertThat(app.out()).contains(" at template.yaml:");
    assertThat(partner.status()).isEqualTo(3);
  }

  @Test
  @DisplayName("explain: a layer that is stated to be none nowhere is unknown")
  void explain_withoutNone_isIndeterminate() {
    CommandRun run =
        run(
            EXAMPLES,
            DEPLOYED,
            "explain",
            "--policies",
            "template.yaml",
            "--principal",
            ACCOUNT + "role/service/App",
            "--action",
            "kms:Decrypt",
            "--resource",
            "OrdersKey");

    assertThat(run.status()).isEqualTo(3);
  }

  @Test
  @DisplayName("explain: an option for a layer takes AWS output with one policy")
  void explain_keyPolicyOption_takesAwsOutput() {
    CommandRun run =
        run(
            "explain",
            "--principal",
            ACCOUNT + "root",
            "--action",
            "kms:Decrypt",
            "--resource",
            KEY,
            "--key-policy",
            "get-key-policy.json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("at get-key-policy.json:2:");
  }

  @Test
  @DisplayName("a pattern that only some ids match never decides about a key with a made-up id")
  void explain_literalIdInATemplate_isUnknown(@TempDir Path folder) throws IOException {
    String template = Files.readString(EXAMPLES.resolve("template.yaml"));
    Files.writeString(
        folder.resolve("t.yaml"),
        template.replace("Resource: !GetAtt OrdersKey.Arn", "Resource: \"" + KEY + "\""));

    CommandRun run =
        run(
            folder,
            DEPLOYED,
            "explain",
            "--policies",
            "t.yaml",
            "--assume-none",
            NONE + ",grants",
            "--principal",
            ACCOUNT + "role/service/App",
            "--action",
            "kms:Decrypt",
            "--resource",
            "OrdersKey");

    assertThat(run.status()).as(run.out()).isEqualTo(3);
  }

  @Test
  @DisplayName("who-can on a CDK template names the roles that the template names")
  void whoCan_cdk_listsItsRoles() {
    CommandRun run =
        run(
            EXAMPLES,
            DEPLOYED,
            "who-can",
            "kms:Decrypt",
            "OrdersKey1A2B3C4D",
            "--policies",
            "cdk.template.json",
            "--assume-none",
            NONE);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .anyMatch(
            line -> line.startsWith(ACCOUNT + "role/shop-worker") && line.contains("allowed"));
    assertThat(run.err()).contains("`HandlerServiceRole9C0D1E2F` is left out");
  }

  @Test
  @DisplayName("who-can --diff on one plan: the state before it, and the state after it")
  void whoCan_diffOfAPlan_comparesItsSides() {
    CommandRun run = run("who-can", "kms:Decrypt", KEY, "--diff", "plan.json", "plan.json");

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("arn:aws:iam::444455556666:root");
  }

  @Test
  void whatCan_state_answers() {
    CommandRun run =
        run(
            "what-can",
            ACCOUNT + "role/reporter",
            "--policies",
            "state.json",
            "--assume-none",
            NONE,
            "--action",
            "kms:Decrypt");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("kms:Decrypt").contains(KEY).contains("allowed");
  }

  @Test
  @DisplayName("prove on a plan: what it allows that was not allowed before")
  void prove_planBeforeAndAfter_findsNewAccess() {
    CommandRun run = run("prove", "no-new-access", "--before", "plan.json", "--after", "plan.json");

    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).startsWith("refuted").contains("  by: plan.json, line ");
  }

  @Test
  void prove_getKeyPolicy_isAKeyPolicy() {
    CommandRun run =
        run(
            "prove",
            "equivalent",
            "--before",
            "get-key-policy.json",
            "--after",
            "get-key-policy.json",
            "--key",
            KEY);

    assertThat(run.status()).as(run.err()).isZero();
  }

  @Test
  void prove_whoCouldEver_takesAState() {
    CommandRun run = run("prove", "who-could-ever", "kms:Decrypt", KEY, "--policies", "state.json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains(ACCOUNT + "role/reporter");
  }

  @Test
  @DisplayName("lockout takes the key policy of a plan by its name")
  void lockout_plan_needsAName() {
    CommandRun one =
        run(
            "lockout",
            "plan.json",
            "--name",
            "aws_kms_key.orders",
            "--caller",
            ACCOUNT + "root",
            "--policies",
            "plan.json",
            "--assume-none",
            NONE);
    CommandRun several = run("lockout", "plan.json", "--caller", ACCOUNT + "root");

    assertThat(one.status()).as(one.err()).isZero();
    assertThat(several.status()).isEqualTo(2);
    assertThat(several.err())
        .contains("plan.json: the file is a Terraform plan with several such policies")
        .contains("`aws_kms_key.orders`");
  }

  @Test
  @DisplayName("lockout: a key policy that is known only after the plan is an error at its place")
  void lockout_unknownPolicy_isRefused() {
    CommandRun run =
        run("lockout", "plan.json", "--name", "aws_kms_key.late", "--caller", ACCOUNT + "root");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).matches("(?s)plan.json:\\d+:\\d+: `aws_kms_key.late` is not known: .*");
  }

  @Test
  void lockout_getKeyPolicy_isRead() {
    CommandRun run = run("lockout", "get-key-policy.json", "--caller", ACCOUNT + "root");

    // Service control policies of the caller are unknown.
    assertThat(run.status()).as(run.err()).isEqualTo(3);
    assertThat(run.out()).startsWith("indeterminate").contains("scp");
  }

  @Test
  @DisplayName("lockout: the caller's other policies may be those of the same template")
  void lockout_policiesOfATemplate_areTheCallers() {
    CommandRun run =
        run(
            EXAMPLES,
            DEPLOYED,
            "lockout",
            "template.yaml",
            "--name",
            "OrdersKey",
            "--caller",
            ACCOUNT + "role/service/App",
            "--policies",
            "template.yaml",
            "--assume-none",
            NONE);

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("AWS::KMS::Key OrdersKey in template.yaml:")
        .contains("\nrefused:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"broken-plan.json", "broken-template.yaml", "broken-authorization-details.json"})
  @DisplayName("a file with a mistake: file, line, column and pointer in each command")
  void commands_brokenFile_nameThePlace(String file) {
    List<CommandRun> runs =
        List.of(
            explain(file, "role/x", "kms:Decrypt", KEY),
            run(EXAMPLES, DEPLOYED, "who-can", "kms:Decrypt", KEY, "--policies", file),
            run(EXAMPLES, DEPLOYED, "what-can", ACCOUNT + "role/x", "--policies", file),
            run(EXAMPLES, DEPLOYED, "prove", "no-public", file));

    assertThat(runs)
        .allSatisfy(
            run -> {
              assertThat(run.status()).isEqualTo(2);
              assertThat(run.out()).isEmpty();
              assertThat(run.err()).matches("(?s)" + file + ":\\d+:\\d+: .*\\(at /.*\\).*");
            });
  }

  @Test
  void lockout_brokenAwsOutput_namesThePlace() {
    CommandRun run =
        run(
            "explain",
            "--principal",
            ACCOUNT + "root",
            "--action",
            "kms:Decrypt",
            "--resource",
            KEY,
            "--key-policy",
            "broken-get-key-policy.json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).matches("(?s)broken-get-key-policy.json:2:\\d+: .*\\(at /Policy\\).*");
  }

  @Test
  @DisplayName("--assume-none holds for a policy directory, too, beside directory.properties")
  void assumeNone_directory_holds() {
    List<String> question = List.of("who-can", "kms:Decrypt", KEY, "--policies", "policies");
    List<String> stated = new ArrayList<>(question);
    stated.addAll(List.of("--assume-none", "identity"));
    Path examples = EXAMPLES.resolve("..");

    CommandRun plain = run(examples, List.of(), question.toArray(String[]::new));
    CommandRun run = run(examples, List.of(), stated.toArray(String[]::new));

    assertThat(plain.out()).as(plain.err()).contains("indeterminate: the identity policies");
    assertThat(run.out()).as(run.err()).isNotEmpty().doesNotContain("the identity policies, which");
  }
}
