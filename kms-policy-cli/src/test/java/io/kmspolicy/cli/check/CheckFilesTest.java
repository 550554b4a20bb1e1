package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.sarif.SarifSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code kms-policy check} on a Terraform plan and on CDK templates. Each has a key policy that
 * locks out ({@code archive}), one that grants something new ({@code ledger}), and one that is fine
 * ({@code orders}).
 */
final class CheckFilesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path EXAMPLES = Path.of("../docs/examples/check");
  private static final String PLAN = "plan.json";

  @TempDir private Path folder;

  /** The two forms. */
  private enum Form {
    PLAN("aws_kms_key.archive", "aws_kms_key.ledger", "aws_kms_key.orders", "--after", "plan.json"),
    TEMPLATE(
        "ArchiveKey9C0D1E2F",
        "LedgerKey5E6F7A8B",
        "OrdersKey1A2B3C4D",
        "--before",
        "before.template.json",
        "--after",
        "after.template.json",
        "--account",
        "111122223333",
        "--region",
        "us-west-2");

    private final String archive;
    private final String ledger;
    private final String orders;
    private final List<String> options;

    Form(String archive, String ledger, String orders, String... options) {
      this.archive = archive;
      this.ledger = ledger;
      this.orders = orders;
      this.options = List.of(options);
    }

    private String after() {
      return options.get(options.indexOf("--after") + 1);
    }
  }

  private CommandRun check(Path in, Form form, String... more) {
    return CommandRun.in(
        in,
        "",
        Stream.of(Stream.of("check"), form.options.stream(), Stream.of(more))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private static JsonNode part(CommandRun run, String name) throws IOException {
    for (JsonNode part : MAPPER.readTree(run.out()).get("parts")) {
      if (part.get("part").asText().equals(name)) {
        return part;
      }
    }
    throw new AssertionError(name + " is not in " + run.out());
  }

  /** The files with those resources only whose description or logical name contains a text. */
  private void keep(Form form, String... names) throws IOException {
    for (String file : List.of(PLAN, "before.template.json", "after.template.json")) {
      ObjectNode root = (ObjectNode) MAPPER.readTree(EXAMPLES.resolve(file).toFile());
      if (form == Form.TEMPLATE && !file.equals(PLAN)) {
        ((ObjectNode) root.get("Resources")).retain(names);
      } else if (file.equals(PLAN)) {
        keep((ArrayNode) root.at("/planned_values/root_module/resources"), names);
        keep((ArrayNode) root.at("/prior_state/values/root_module/resources"), names);
        keep((ArrayNode) root.at("/resource_changes"), names);
      }
      Files.writeString(folder.resolve(file), MAPPER.writeValueAsString(root));
    }
  }

  private static void keep(ArrayNode resources, String... names) {
    for (int i = resources.size() - 1; i >= 0; i--) {
      if (!List.of(names).contains(resources.get(i).get("address").asText())) {
        resources.remove(i);
      }
    }
  }

  /** The plan with a text replaced. */
  private void plan(String text, String by) throws IOException {
    String plan = Files.readString(EXAMPLES.resolve(PLAN));
    assertThat(plan).contains(text);
    Files.writeString(folder.resolve(PLAN), plan.replace(text, by));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  @DisplayName("text names the policy that locks out and the request that is new: exit status 1")
  void check_text_saysSo(Form form) {
    CommandRun run = check(EXAMPLES, form);

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("  lockout     failed     3 key policies, 1 failed\n")
        .containsPattern(
            "lockout: failed: .*" + form.archive + " in " + form.after() + ":\\d+:\\d+\n")
        .contains("later changes: error: nobody")
        .contains("  new-access  failed     another account gains use\n")
        .contains("caller: arn:aws:sts::444455556666:assumed-role/Reports/")
        .containsPattern("by: .+ \\(Partner\\) in " + form.after() + ":\\d+:\\d+\n")
        .contains("(Partner)")
        .doesNotContain(form.orders);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  @DisplayName("JSON has the same as data")
  void check_json_saysSo(Form form) throws IOException {
    CommandRun run = check(EXAMPLES, form, "--format", "json");

    assertThat(run.status()).isEqualTo(1);
    JsonNode keys = part(run, "lockout").get("keyPolicies");
    assertThat(keys.findValuesAsText("policy"))
        .containsExactlyInAnyOrder(
            form.after() + "#" + form.orders,
            form.after() + "#" + form.ledger,
            form.after() + "#" + form.archive);
    for (JsonNode key : keys) {
      boolean isArchive = key.get("policy").asText().endsWith(form.archive);
      assertThat(key.get("outcome").asText()).isEqualTo(isArchive ? "failed" : "passed");
    }
    assertThat(part(run, "new-access").get("outcome").asText()).isEqualTo("failed");
    assertThat(part(run, "new-access").get("gains")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  @DisplayName("SARIF points into the file that was given")
  void check_sarif_saysSo(Form form) throws IOException {
    CommandRun run = check(EXAMPLES, form, "--format", "sarif");

    assertThat(run.status()).isEqualTo(1);
    JsonNode log = MAPPER.readTree(run.out());
    assertThat(SarifSchema.problems(log)).isEmpty();
    List<String> rules = new ArrayList<>();
    for (JsonNode result : log.get("runs").get(0).get("results")) {
      rules.add(result.get("ruleId").asText());
      JsonNode place = result.get("locations").get(0).get("physicalLocation");
      assertThat(place.get("artifactLocation").get("uri").asText()).endsWith(form.after());
      assertThat(place.get("region").get("startLine").asInt()).isGreaterThan(1);
    }
    assertThat(rules).contains("key-lockout", "prove-no-new-access", "lockout");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  @DisplayName("Markdown has the table and the folded details")
  void check_markdown_saysSo(Form form) {
    CommandRun run = check(EXAMPLES, form, "--format", "markdown");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("### kms-policy check: failed\n")
        .contains("| lockout | :x: failed | 3 key policies, 1 failed |")
        .contains("| new-access | :x: failed | another account gains use |")
        .contains("<details>\n<summary>lockout: <code>")
        .contains("arn:aws:sts::444455556666:assumed-role/Reports/");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  @DisplayName("A change that is fine passes in every format: exit status 0")
  void check_fine_passes(Form form) throws IOException {
    keep(form, form.orders);

    CommandRun text = check(folder, form);
    assertThat(text.status()).as(text.out() + text.err()).isZero();
    assertThat(text.out()).contains("proven: no request is allowed that was not allowed before\n");
    for (String format : List.of("json", "sarif", "markdown")) {
      assertThat(check(folder, form, "--format", format).status()).as(format).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  @DisplayName("A key that the change creates is new, and its account may use it")
  void check_newKey_passes(Form form) throws IOException {
    keep(form, form.orders);
    if (form == Form.PLAN) {
      ObjectNode root = (ObjectNode) MAPPER.readTree(folder.resolve(PLAN).toFile());
      keep((ArrayNode) root.at("/prior_state/values/root_module/resources"));
      ObjectNode values = (ObjectNode) root.at("/planned_values/root_module/resources/0/values");
      values.remove(List.of("arn", "id", "key_id"));
      Files.writeString(folder.resolve(PLAN), MAPPER.writeValueAsString(root));
    } else {
      Files.writeString(
          folder.resolve("before.template.json"),
          "{\"Resources\": {\"Topic\": {\"Type\": \"AWS::SNS::Topic\"}}}");
    }

    CommandRun run =
        form == Form.PLAN ? check(folder, form, "--account", "111122223333") : check(folder, form);

    assertThat(run.status()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("; 1 new key\n");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  @DisplayName(
      "A key that the change removes keeps its policies: its deletion is scheduled at most")
  void check_removedKey_passes(Form form) throws IOException {
    keep(form, form.orders, form.archive);
    if (form == Form.PLAN) {
      ObjectNode root = (ObjectNode) MAPPER.readTree(folder.resolve(PLAN).toFile());
      keep((ArrayNode) root.at("/planned_values/root_module/resources"), form.orders);
      Files.writeString(folder.resolve(PLAN), MAPPER.writeValueAsString(root));
    } else {
      remove(form.archive);
    }

    CommandRun run = check(folder, form);

    assertThat(run.status()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("proven: no request is allowed that was not allowed before\n");
  }

  @Test
  @DisplayName("A policy that may name the removed key by its id is as open after as before")
  void check_removedKey_mayBeNamed() throws IOException {
    keep(Form.TEMPLATE, Form.TEMPLATE.orders, Form.TEMPLATE.archive);
    JsonNode role =
        MAPPER.readTree(
            """
            {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "Other", "Policies": [
             {"PolicyName": "use", "PolicyDocument": {"Version": "2012-10-17", "Statement":
              {"Effect": "Allow", "Action": "kms:Decrypt", "Resource":
               "arn:aws:kms:us-west-2:111122223333:key/4444abcd-12ab-34cd-56ef-1234567890ab"}}}]}}
            """);
    for (String side : List.of("before", "after")) {
      Path file = folder.resolve(side + ".template.json");
      ObjectNode root = (ObjectNode) MAPPER.readTree(file.toFile());
      ((ObjectNode) root.get("Resources")).set("Other", role);
      Files.writeString(file, MAPPER.writeValueAsString(root));
    }
    remove(Form.TEMPLATE.orders);
    remove(Form.TEMPLATE.archive);

    CommandRun run = check(folder, Form.TEMPLATE);

    assertThat(run.status()).as(run.out() + run.err()).isZero();
  }

  /** Removes a resource from the template after the change. */
  private void remove(String resource) throws IOException {
    Path file = folder.resolve("after.template.json");
    ObjectNode root = (ObjectNode) MAPPER.readTree(file.toFile());
    ((ObjectNode) root.get("Resources")).remove(resource);
    Files.writeString(file, MAPPER.writeValueAsString(root));
  }

  @Test
  @DisplayName(
      "A policy that is known only after the plan is applied is indeterminate: exit status 3")
  void check_unknownPolicy_isUndecided() throws IOException {
    keep(Form.PLAN, Form.PLAN.orders);
    ObjectNode root = (ObjectNode) MAPPER.readTree(folder.resolve(PLAN).toFile());
    ((ObjectNode) root.at("/planned_values/root_module/resources/0/values")).remove("policy");
    ((ObjectNode) root.at("/resource_changes/0/change/after_unknown")).put("policy", true);
    keepInlinePolicy(root);
    Files.writeString(folder.resolve(PLAN), MAPPER.writeValueAsString(root));

    CommandRun run = check(folder, Form.PLAN);

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.out())
        .contains("  lockout     indeterminate 1 key policy, 1 not known\n")
        .contains("  new-access  indeterminate ")
        .contains("is known only after the plan is applied");
  }

  /** Adds an unchanged role with a policy, so that there is something to lint. */
  private static void keepInlinePolicy(ObjectNode root) throws IOException {
    JsonNode role =
        MAPPER.readTree(
            """
            {"address": "aws_iam_role.App", "mode": "managed", "type": "aws_iam_role",
             "name": "App", "values": {"arn": "arn:aws:iam::111122223333:role/App",
             "name": "App", "path": "/", "inline_policy": [{"name": "use", "policy":
             "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"kms:Decrypt\\",\\"Resource\\":\\"arn:aws:kms:us-west-2:111122223333:key/1111abcd-12ab-34cd-56ef-1234567890ab\\"}}"}]}}
            """);
    for (String side : List.of("/planned_values", "/prior_state/values")) {
      ((ArrayNode) root.at(side + "/root_module/resources")).add(role);
    }
  }

  @Test
  @DisplayName("A changed policy of a role that the file does not define is not compared")
  void newAccess_policyOfUnknownRole_isUndecided() throws IOException {
    keep(Form.PLAN, Form.PLAN.orders);
    ObjectNode root = (ObjectNode) MAPPER.readTree(folder.resolve(PLAN).toFile());
    ((ArrayNode) root.at("/planned_values/root_module/resources"))
        .add(
            MAPPER.readTree(
                """
                {"address": "aws_iam_role_policy.use", "mode": "managed",
                 "type": "aws_iam_role_policy", "name": "use", "values": {"name": "use",
                 "role": "Elsewhere", "policy":
                 "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"kms:Decrypt\\",\\"Resource\\":\\"*\\"}}"}}
                """));
    Files.writeString(folder.resolve(PLAN), MAPPER.writeValueAsString(root));

    CommandRun run = check(folder, Form.PLAN);

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.out())
        .contains("the change of `aws_iam_role_policy.use` is not compared: the file does not say");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          aws_organizations_policy | {"type": "SERVICE_CONTROL_POLICY", "content": "{\\"Statement\\":{\\"Effect\\":\\"Deny\\",\\"Action\\":\\"kms:*\\",\\"Resource\\":\\"*\\"}}"} |
          aws_organizations_policy_attachment | {"policy_id": "p-1", "target_id": "111122223333"} |
          aws_organizations_policy_attachment | {"policy_id": "p-1", "target_id": "111122223333"} | {"policy_id": "p-1", "target_id": "444455556666"}
          aws_organizations_account | {"parent_id": "ou-1"} | {"parent_id": "ou-2"}
          aws_organizations_organization | {"enabled_policy_types": ["SERVICE_CONTROL_POLICY"]} | {"enabled_policy_types": []}
          aws_ssoadmin_permission_set_inline_policy | | {"inline_policy": "{}", "permission_set_arn": "a"}
          aws_ssoadmin_account_assignment | | {"permission_set_arn": "a", "target_id": "111122223333"}
          aws_controltower_control | {"control_identifier": "a", "target_identifier": "ou-1"} |
          aws_iam_role_policies_exclusive | {"role_name": "Elsewhere", "policy_names": ["a", "b"]} | {"role_name": "Elsewhere", "policy_names": ["a"]}
          aws_iam_user_policy_attachments_exclusive | {"user_name": "Elsewhere", "policy_arns": ["a"]} | {"user_name": "Elsewhere", "policy_arns": []}
          awscc_kms_key | {"key_policy": "{}"} | {"key_policy": "{ }"}
          awscc_iam_role_policy | {"role_name": "Elsewhere", "policy_document": "{}"} |
          awscc_organizations_policy | {"content": "{}"} |
          aws_cloudcontrolapi_resource | {"type_name": "AWS::IAM::RolePolicy", "desired_state": "{}"} | {"type_name": "AWS::IAM::RolePolicy", "desired_state": "{ }"}
          aws_cloudformation_stack | {"name": "s", "template_body": "a"} | {"name": "s", "template_body": "b"}
          aws_servicecatalog_provisioned_product | {"name": "s"} |
          aws_ssoadmin_permissions_boundary_attachment | {"permissions_boundary": [{"managed_policy_arn": "a"}]} | {"permissions_boundary": [{"managed_policy_arn": "b"}]}
          """)
  @DisplayName("What decides which policies apply is in no layer: its change is not compared")
  void newAccess_changedAssignment_isUndecided(String type, String before, String after)
      throws IOException {
    same();
    assertThat(assigned(type, before, before).status()).isZero();
    same();
    CommandRun run = assigned(type, before, after);

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.out()).contains("new-access: what is not known\n", "`" + type + ".x` is ");
  }

  /** The plan changes nothing. */
  private void same() throws IOException {
    ObjectNode root = (ObjectNode) MAPPER.readTree(EXAMPLES.resolve(PLAN).toFile());
    keep((ArrayNode) root.at("/planned_values/root_module/resources"), Form.PLAN.orders);
    keep((ArrayNode) root.at("/resource_changes"));
    ((ObjectNode) root.at("/prior_state/values"))
        .set("root_module", root.at("/planned_values/root_module").deepCopy());
    Files.writeString(folder.resolve(PLAN), MAPPER.writeValueAsString(root));
  }

  /** Checks a plan that has a resource with these values before and after it. */
  private CommandRun assigned(String type, @Nullable String before, @Nullable String after)
      throws IOException {
    ObjectNode root = (ObjectNode) MAPPER.readTree(folder.resolve(PLAN).toFile());
    add(root.at("/prior_state/values/root_module/resources"), type, before);
    add(root.at("/planned_values/root_module/resources"), type, after);
    Files.writeString(folder.resolve(PLAN), MAPPER.writeValueAsString(root));
    return check(folder, Form.PLAN);
  }

  private static void add(JsonNode resources, String type, @Nullable String values)
      throws IOException {
    if (values != null) {
      ObjectNode resource =
          MAPPER
              .createObjectNode()
              .put("address", type + ".x")
              .put("mode", "managed")
              .put("type", type)
              .put("name", "x");
      ((ArrayNode) resources).add(resource.set("values", MAPPER.readTree(values)));
    }
  }

  @Test
  @DisplayName("A grant that a plan adds to an existing key is new access")
  void newAccess_newGrant_fails() throws IOException {
    keep(Form.PLAN, Form.PLAN.orders);
    ObjectNode root = (ObjectNode) MAPPER.readTree(folder.resolve(PLAN).toFile());
    ((ArrayNode) root.at("/planned_values/root_module/resources"))
        .add(
            MAPPER.readTree(
                """
                {"address": "aws_kms_grant.partner", "mode": "managed", "type": "aws_kms_grant",
                 "name": "partner", "values": {"name": "partner", "operations": ["Decrypt"],
                 "grantee_principal": "arn:aws:iam::444455556666:role/Reports",
                 "key_id": "1111abcd-12ab-34cd-56ef-1234567890ab"}}
                """));
    Files.writeString(folder.resolve(PLAN), MAPPER.writeValueAsString(root));

    CommandRun run = check(folder, Form.PLAN);

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("caller: arn:aws:sts::444455556666:assumed-role/Reports/")
        .contains("action: kms:Decrypt");

    ((ObjectNode) root.at("/planned_values/root_module/resources/1/values"))
        .put("key_id", "9999abcd-12ab-34cd-56ef-1234567890ab");
    Files.writeString(folder.resolve(PLAN), MAPPER.writeValueAsString(root));
    CommandRun elsewhere = check(folder, Form.PLAN);
    assertThat(elsewhere.status()).as(elsewhere.out()).isEqualTo(3);
    assertThat(elsewhere.out()).contains("the file does not define the key `9999abcd");
  }

  @Test
  @DisplayName("With --caller, a plan is decided for the role of the deployment")
  void lockout_caller_isAsked() throws IOException {
    CommandRun run =
        check(EXAMPLES, Form.PLAN, "--caller", "arn:aws:iam::111122223333:role/Deploy");

    assertThat(run.out())
        .containsPattern("lockout: failed: aws_kms_key.archive in plan.json:\\d+:\\d+\n  caller: ")
        .contains("  refused: no statement of the key policy allows the caller")
        .contains("lockout: indeterminate: aws_kms_key.orders in plan.json:");
  }

  @Test
  @DisplayName("Trails are replayed on the policies of a plan")
  void replay_plan_isJudged() throws IOException {
    String deny =
        "{\\\"Sid\\\":\\\"Stop\\\",\\\"Effect\\\":\\\"Deny\\\",\\\"Principal\\\":\\\"*\\\","
            + "\\\"Action\\\":\\\"kms:Decrypt\\\",\\\"Resource\\\":\\\"*\\\"}";
    plan("{\\\"Sid\\\":\\\"Partner\\\"", deny + ",{\\\"Sid\\\":\\\"Partner\\\"");
    String trail =
        Files.readString(Path.of("../docs/examples/trail.jsonl"))
            .lines()
            .findFirst()
            .orElseThrow()
            .replace("1234abcd-12ab", "2222abcd-12ab");
    Files.writeString(folder.resolve("trail.jsonl"), trail + "\n");

    CommandRun run = check(folder, Form.PLAN, "--trail", "trail.jsonl");

    assertThat(run.out()).contains("  replay      failed     1 event judged, 1 break");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  @DisplayName("A policy in a plan that is no policy: its place, and the parts that are lost")
  void check_brokenPlan_isLost() throws IOException {
    plan("\\\"Sid\\\":\\\"Partner\\\",\\\"Effect\\\":\\\"Allow\\\"", "\\\"Effect\\\":\\\"Alow\\\"");

    CommandRun run = check(folder, Form.PLAN);

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("  new-access  lost ")
        .containsPattern("new-access: what could not be read\n  plan.json:\\d+:\\d+: ");
  }

  @Test
  @DisplayName(
      "--before may be left out for a plan only; a document is compared with documents only")
  void check_wrongSides_areRefused() {
    CommandRun missing = CommandRun.in(EXAMPLES, "", "check", "--after", "after.template.json");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err())
        .contains("--before is missing; only a Terraform plan holds the policies before")
        .contains("`after.template.json` is a CloudFormation template");

    CommandRun mixed =
        CommandRun.in(
            Path.of(".."),
            "",
            "check",
            "--before",
            "docs/examples/policies",
            "--after",
            "docs/examples/key-policy.json");
    assertThat(mixed.status()).isEqualTo(2);
    assertThat(mixed.out()).contains("is a policy directory, and").contains("cannot be compared");

    assertThat(CommandRun.in(EXAMPLES, "{}", "check", "--after", "-").err())
        .contains("--after: the policies are read several times");
  }
}
