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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kms-policy check} of a plan or a template against a policy directory: what the file does
 * not change stays as in the directory, and what cannot be matched is named.
 */
final class CheckOverlayTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path EXAMPLES = Path.of("../docs/examples/check");
  private static final String ACCOUNT = "111122223333";
  private static final String ORDERS = "1111abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ARCHIVE = "3333abcd-12ab-34cd-56ef-1234567890ab";
  private static final String LEDGER = "2222abcd-12ab-34cd-56ef-1234567890ab";
  private static final String OTHER = "4444abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ROLE = "arn:aws:iam::111122223333:role/Worker";

  @TempDir private Path folder;

  private ObjectNode plan;

  @BeforeEach
  void prepare() throws IOException {
    plan = (ObjectNode) MAPPER.readTree(EXAMPLES.resolve("plan.json").toFile());
    write("plan.json", plan.toString());
    write(
        "policies/directory.properties",
        "none = identity, boundary, session, scp, rcp, grants," + " endpoint\n");
    for (JsonNode key : plan.at("/prior_state/values/root_module/resources")) {
      key(key.at("/values/key_id").asText(), key.at("/values/policy").asText());
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void key(String id, String policy) throws IOException {
    write("policies/" + ACCOUNT + "/keys/us-west-2/" + id + "/policy.json", policy);
  }

  private static String policy(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
  }

  private static String statement(String effect, String principal, String action) {
    return "{\"Effect\": \"%s\", %s\"Action\": \"%s\", \"Resource\": \"*\"}"
        .formatted(effect, principal, action);
  }

  /** Keeps those keys of the plan only. */
  private void keep(String... addresses) throws IOException {
    for (String list :
        List.of(
            "/planned_values/root_module/resources",
            "/prior_state/values/root_module/resources",
            "/resource_changes")) {
      ArrayNode resources = (ArrayNode) plan.at(list);
      for (int i = resources.size() - 1; i >= 0; i--) {
        if (!List.of(addresses).contains(resources.get(i).get("address").asText())) {
          resources.remove(i);
        }
      }
    }
    write("plan.json", plan.toString());
  }

  private CommandRun check(String... options) {
    return CommandRun.in(
        folder,
        "",
        Stream.concat(Stream.of("check", "--before", "policies"), Stream.of(options))
            .toArray(String[]::new));
  }

  private CommandRun checkPlan(String... options) {
    return check(
        Stream.concat(Stream.of("--after", "plan.json"), Stream.of(options))
            .toArray(String[]::new));
  }

  private static JsonNode part(CommandRun run, String name) throws IOException {
    for (JsonNode part : MAPPER.readTree(run.out()).get("parts")) {
      if (part.get("part").asText().equals(name)) {
        return part;
      }
    }
    throw new AssertionError(name + " is not in " + run.out() + run.err());
  }

  @Test
  @DisplayName("text: the same as of the plan alone, with the directory before the change")
  void check_planOnDirectory_saysWhatThePlanChanges() {
    CommandRun run = checkPlan();

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .startsWith("check: from policies to plan.json\n")
        .contains("  lint        failed     2 new findings (1 error, 1 info), 0 old\n")
        .contains("  lockout     failed     3 key policies, 1 failed\n")
        .contains("  new-access  failed     another account gains use\n")
        .contains("caller: arn:aws:sts::444455556666:assumed-role/Reports/")
        .contains("by: aws_kms_key.ledger (Partner) in plan.json:1:")
        .doesNotContain("what is not known");
  }

  @Test
  @DisplayName("JSON has the same as data")
  void check_planOnDirectoryAsJson_saysSo() throws IOException {
    CommandRun run = checkPlan("--format", "json");

    assertThat(run.status()).isEqualTo(1);
    assertThat(part(run, "lockout").get("keyPolicies").findValuesAsText("policy"))
        .containsExactlyInAnyOrder(
            "plan.json#aws_kms_key.orders",
            "plan.json#aws_kms_key.ledger",
            "plan.json#aws_kms_key.archive");
    assertThat(part(run, "new-access").get("outcome").asText()).isEqualTo("failed");
    assertThat(part(run, "new-access").get("notKnown")).isEmpty();
  }

  @Test
  @DisplayName("SARIF points into the plan")
  void check_planOnDirectoryAsSarif_saysSo() throws IOException {
    CommandRun run = checkPlan("--format", "sarif");

    assertThat(run.status()).isEqualTo(1);
    JsonNode log = MAPPER.readTree(run.out());
    assertThat(SarifSchema.problems(log)).isEmpty();
    List<String> rules = new ArrayList<>();
    for (JsonNode result : log.get("runs").get(0).get("results")) {
      rules.add(result.get("ruleId").asText());
      JsonNode place = result.get("locations").get(0).get("physicalLocation");
      assertThat(place.get("artifactLocation").get("uri").asText()).endsWith("plan.json");
    }
    assertThat(rules).contains("lockout", "prove-no-new-access", "key-lockout");
  }

  @Test
  @DisplayName("Markdown has the table of the parts")
  void check_planOnDirectoryAsMarkdown_saysSo() {
    CommandRun run = checkPlan("--format", "markdown");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("| new-access | :x: failed | another account gains use |")
        .contains("| lint | :x: failed | 2 new findings (1 error, 1 info), 0 old |");
  }

  @Test
  @DisplayName("What the plan does not mention stays as in the directory")
  void check_restOfDirectory_stays() throws IOException {
    keep("aws_kms_key.orders");
    // A partner uses this key, and the role of the account another one: before and after.
    key(
        OTHER,
        policy(
            statement("Allow", "\"Principal\": {\"AWS\": \"111122223333\"}, ", "kms:*"),
            statement("Allow", "\"Principal\": {\"AWS\": \"444455556666\"}, ", "kms:Decrypt")));
    write(
        "policies/" + ACCOUNT + "/roles/Worker/identity/use.json",
        policy(statement("Allow", "", "kms:Decrypt")));
    CommandRun run = checkPlan();

    assertThat(run.status()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("  new-access  passed     proven: no request is allowed that was not allowed");
  }

  @Test
  @DisplayName("A directory that differs from the state before the plan is named")
  void check_directoryThatDiffersFromThePlan_isUndecided() throws IOException {
    keep("aws_kms_key.orders");
    key(
        ORDERS,
        policy(
            statement("Allow", "\"Principal\": {\"AWS\": \"111122223333\"}, ", "kms:*"),
            statement("Allow", "\"Principal\": {\"AWS\": \"444455556666\"}, ", "kms:Encrypt")));
    CommandRun run = checkPlan("--format", "json");

    assertThat(run.status()).as(run.out()).isEqualTo(1);
    assertThat(part(run, "new-access").get("notKnown").toString())
        .contains("`policies` has other policies as the key policy of", ORDERS);
  }

  @Test
  @DisplayName("A key that only the plan knows is compared with what the plan had before")
  void check_keyThatOnlyThePlanKnows_isCompared() throws IOException {
    keep("aws_kms_key.ledger");
    Path ledger = folder.resolve("policies/" + ACCOUNT + "/keys/us-west-2/" + LEDGER);
    Files.delete(ledger.resolve("policy.json"));
    assertThat(checkPlan().out()).contains("is not compared: `policies` does not hold this layer");
    Files.delete(ledger);
    CommandRun run = checkPlan();

    assertThat(run.status()).as(run.out()).isEqualTo(1);
    assertThat(run.out()).contains("caller: arn:aws:sts::444455556666:assumed-role/Reports/");
  }

  private static ObjectNode resource(String type, String name, String values) throws IOException {
    ObjectNode resource = MAPPER.createObjectNode();
    resource.put("address", type + "." + name);
    resource.put("mode", "managed");
    resource.put("type", type);
    resource.put("name", name);
    resource.set("values", MAPPER.readTree(values));
    return resource;
  }

  private void add(String list, ObjectNode... resources) {
    ((ArrayNode) plan.at(list)).addAll(List.of(resources));
  }

  @Test
  @DisplayName(
      "A policy that the plan does not manage stays attached, and allows what is not denied")
  void check_policyOfTheDirectoryOnly_stays() throws IOException {
    keep("aws_kms_key.orders");
    ObjectNode role =
        resource(
            "aws_iam_role",
            "worker",
            "{\"name\": \"Worker\", \"id\": \"Worker\", \"arn\": \"" + ROLE + "\"}");
    String deny = policy(statement("Deny", "", "kms:Encrypt"));
    String less = policy(statement("Deny", "", "kms:Verify"));
    for (String list :
        List.of(
            "/planned_values/root_module/resources", "/prior_state/values/root_module/resources")) {
      ObjectNode values = MAPPER.createObjectNode();
      values.put("name", "guard").put("role", "Worker");
      values.put("policy", list.startsWith("/planned") ? less : deny);
      add(list, role.deepCopy(), resource("aws_iam_role_policy", "guard", values.toString()));
    }
    write("plan.json", plan.toString());
    write("policies/" + ACCOUNT + "/roles/Worker/identity/guard.json", deny);
    write(
        "policies/" + ACCOUNT + "/roles/Worker/identity/console.json",
        policy(statement("Allow", "", "kms:Encrypt")));
    CommandRun run = checkPlan();

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("assumed-role/Worker/")
        .contains("action: kms:Encrypt")
        .contains("console.json");
  }

  @Test
  @DisplayName("A key of a template is matched by the id that the command line states, or named")
  void check_templateOnDirectory_matchesByStatedIds() throws IOException {
    ObjectNode template =
        (ObjectNode) MAPPER.readTree(EXAMPLES.resolve("after.template.json").toFile());
    ((ObjectNode) template.get("Resources")).retain("OrdersKey1A2B3C4D");
    write("after.template.json", template.toString());
    List<String> stated =
        List.of("--after", "after.template.json", "--account", ACCOUNT, "--region", "us-west-2");

    CommandRun open = check(stated.toArray(String[]::new));
    assertThat(open.status()).as(open.out() + open.err()).isEqualTo(3);
    assertThat(open.out())
        .contains("the key `OrdersKey1A2B3C4D` is taken as a new one")
        .contains("--parameter OrdersKey1A2B3C4D=KEY-ID");

    CommandRun known =
        check(
            Stream.concat(stated.stream(), Stream.of("--parameter", "OrdersKey1A2B3C4D=" + ORDERS))
                .toArray(String[]::new));
    assertThat(known.status()).as(known.out() + known.err()).isZero();
    assertThat(known.out()).contains("  new-access  passed ").doesNotContain("what is not known");
  }

  @Test
  @DisplayName("A template does not say whether it replaces other policies of a role")
  void check_templateWithRole_namesPoliciesOfTheDirectory() throws IOException {
    write(
        "policies/" + ACCOUNT + "/roles/Worker/identity/console.json",
        policy(statement("Allow", "", "kms:Encrypt")));
    write(
        "role.template.json",
        """
        {"Resources": {"Worker": {"Type": "AWS::IAM::Role", "Properties": {
          "RoleName": "Worker",
          "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
          "Policies": [{"PolicyName": "use", "PolicyDocument": %s}]}}}}
        """
            .formatted(policy(statement("Deny", "", "kms:Decrypt"))));
    CommandRun run =
        check("--after", "role.template.json", "--account", ACCOUNT, "--region", "us-west-2");

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.out())
        .contains("does not say whether `" + ROLE + "` keeps policies that `policies`")
        .contains("they are taken as replaced");
  }

  @Test
  @DisplayName("A key policy that is known only after the plan is applied may break a call")
  void check_policyThatThePlanDoesNotTell_isUnknownForTheReplay() throws IOException {
    keep("aws_kms_key.ledger", "aws_kms_key.archive");
    ((ObjectNode) plan.at("/planned_values/root_module/resources/1/values")).remove("policy");
    ((ObjectNode) plan.at("/resource_changes/1/change/after")).remove("policy");
    ((ObjectNode) plan.at("/resource_changes/1/change/after_unknown")).put("policy", true);
    write("plan.json", plan.toString());
    String event = Files.readAllLines(EXAMPLES.resolveSibling("trail.jsonl")).get(0);
    write("trail.jsonl", event.replace("1234abcd-12ab-34cd-56ef-1234567890ab", ARCHIVE) + "\n");
    CommandRun run = checkPlan("--trail", "trail.jsonl", "--format", "json");
    assertThat(part(run, "replay").get("outcome").asText())
        .as(run.out())
        .isEqualTo("indeterminate");
  }

  @Test
  @DisplayName("A directory after a file is refused: what the file does not mention is not absent")
  void check_directoryAfterState_isRefused() throws IOException {
    Files.copy(EXAMPLES.resolve("before.template.json"), folder.resolve("before.template.json"));
    CommandRun run =
        CommandRun.in(
            folder,
            "",
            "check",
            "--before",
            "before.template.json",
            "--after",
            "policies",
            "--account",
            ACCOUNT,
            "--region",
            "us-west-2");

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.out()).contains("they cannot be compared");
  }
}
