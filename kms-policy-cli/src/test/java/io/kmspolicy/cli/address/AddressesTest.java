package io.kmspolicy.cli.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Findings and rows about plans and templates name the resource, and its block if it is certain.
 */
final class AddressesTest {

  private static final String KEY = "resource \"aws_kms_key\" \"orders\" {\n}\n";

  @TempDir private Path directory;

  private CommandRun run(String... args) {
    return CommandRun.in(directory, "", args);
  }

  private TerraformFolder folder() {
    return new TerraformFolder(directory);
  }

  /** The places of the findings about the open statement, as lint prints them. */
  private List<String> places(String... args) {
    return run(args)
        .out()
        .lines()
        .filter(line -> line.contains("[wildcard-principal]"))
        .map(line -> line.substring(0, line.indexOf(": error: ")))
        .toList();
  }

  @Test
  @DisplayName("a key of the root module has the line of its block, also with an index")
  void lint_rootModule_hasTheLine() {
    folder()
        .file("main.tf", "# A key.\n" + KEY)
        .file("more.tf.json", "{\"resource\": {\"aws_kms_key\": {\n\"other\": {}}}}")
        .key("", "orders", "\"a/b\"")
        .key("", "orders", "\"c\"")
        .key("", "other", "")
        .plan("plan.json");

    assertThat(places("lint", "plan.json"))
        .containsExactly(
            "main.tf:2: aws_kms_key.orders[\"a/b\"]",
            "main.tf:2: aws_kms_key.orders[\"c\"]",
            "more.tf.json:2: aws_kms_key.other");
  }

  @Test
  @DisplayName("keys of local modules have lines of their folders, and others the address alone")
  void lint_modules_onlyLocalOnesHaveLines() {
    folder()
        .file("main.tf", "module \"a\" {}\nmodule \"b\" {}\nmodule \"far\" {}\n" + KEY)
        .file("keys/a/main.tf", "\n" + KEY)
        .file("keys/b/main.tf", "\n\n" + KEY)
        .file("far/main.tf", KEY)
        .call("a", "./keys/a")
        .call("b", "./keys/../keys/b")
        .call("far", "example/far/aws")
        .key("", "orders", "")
        .key("module.a", "orders", "0")
        .key("module.b[\"x\"]", "orders", "")
        .key("module.far", "orders", "")
        .plan("plan.json");

    List<String> places = places("lint", "plan.json");

    assertThat(places)
        .hasSize(4)
        .startsWith(
            "main.tf:4: aws_kms_key.orders",
            "keys/a/main.tf:2: module.a.aws_kms_key.orders[0]",
            "keys/b/main.tf:3: module.b[\"x\"].aws_kms_key.orders");
    assertThat(places.get(3)).matches("plan\\.json:1:\\d+: module\\.far\\.aws_kms_key\\.orders");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "# resource \"aws_kms_key\" \"orders\" {\n",
        "locals {\n a = <<EOT\nresource \"aws_kms_key\" \"orders\" {\nEOT\n}\n",
        KEY + KEY,
        KEY + "resource \"aws_kms_key\" \"other\" {}\n",
        KEY + "module \"a\" {}\n",
        KEY + "locals {",
      })
  @DisplayName("a folder that is not certainly that of the plan gives no line")
  void lint_uncertainSource_givesTheAddressAlone(String source) {
    folder().file("main.tf", source).key("", "orders", "").plan("plan.json");

    assertThat(places("lint", "plan.json"))
        .singleElement()
        .asString()
        .matches("plan\\.json:1:\\d+: aws_kms_key\\.orders");
  }

  @Test
  @DisplayName(
      "blocks in two files, or in a file of OpenTofu beside one of Terraform, give no line")
  void lint_twoFiles_giveNoLine() {
    folder().file("a.tf", KEY).file("b.tf", KEY).key("", "orders", "").plan("plan.json");

    assertThat(places("lint", "plan.json")).noneMatch(line -> line.contains(".tf"));

    folder().file("b.tf", "").file("a.tofu", "").key("", "orders", "").plan("plan.json");

    assertThat(places("lint", "plan.json")).noneMatch(line -> line.contains(".tf"));
  }

  @Test
  @DisplayName("the root module is the folder of the plan, the current one or that of --source")
  void lint_otherFolders_areFound() {
    folder()
        .file("prod/main.tf", KEY)
        .file("infra/main.tf", "\n" + KEY + "resource \"aws_kms_key\" \"later\" {}\n")
        .key("", "orders", "")
        .plan("prod/plan.json");

    assertThat(places("lint", "prod/plan.json"))
        .containsExactly("prod/main.tf:1: aws_kms_key.orders");
    assertThat(places("lint", "--source", "infra", "prod/plan.json"))
        .containsExactly("infra/main.tf:2: aws_kms_key.orders");

    folder().file("main.tf", KEY);

    assertThat(places("lint", "prod/plan.json"))
        .as("both folders have the blocks")
        .noneMatch(line -> line.contains(".tf"));
    CommandRun wrong = run("lint", "--source", "nowhere", "prod/plan.json");
    assertThat(wrong.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(wrong.err()).contains("--source: `nowhere` is no directory");
  }

  @Test
  @DisplayName("JSON and SARIF have the resource, and the block in place of the plan")
  void lint_formats_haveResourceAndBlock() {
    folder().file("main.tf", "\n\n" + KEY).key("", "orders", "").plan("plan.json");

    JsonTree finding =
        JsonTree.parsed(run("lint", "--format", "json", "plan.json").out())
            .orElseThrow()
            .at("/findings/0");
    assertThat(finding.member("file").flatMap(JsonTree::string)).hasValue("plan.json");
    assertThat(finding.member("resource").flatMap(JsonTree::string)).hasValue("aws_kms_key.orders");
    assertThat(finding.member("sourceFile").flatMap(JsonTree::string)).hasValue("main.tf");

    String sarif = run("lint", "--format", "sarif", "plan.json").out();
    JsonTree location = JsonTree.parsed(sarif).orElseThrow().at("/runs/0/results/0/locations/0");
    assertThat(
            location
                .member("physicalLocation")
                .flatMap(place -> place.member("artifactLocation"))
                .flatMap(file -> file.member("uri"))
                .flatMap(JsonTree::string))
        .hasValue("main.tf");
    assertThat(sarif)
        .contains("\"startLine\": 3")
        .contains("\"fullyQualifiedName\": \"aws_kms_key.orders\"")
        .contains("\"kind\": \"resource\"");
  }

  @Test
  @DisplayName("the parts of a check name the resource and its block")
  void check_plan_namesResourceAndBlock() {
    folder().file("main.tf", KEY).key("", "orders", "").plan("plan.json");

    CommandRun text = run("check", "--after", "plan.json");

    assertThat(text.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(text.out())
        .contains("main.tf:1: aws_kms_key.orders: error: ")
        .contains("    by: aws_kms_key.orders (Open) in main.tf:1")
        .doesNotContain("plan.json:1:");
    assertThat(run("check", "--after", "plan.json", "--format", "sarif").out())
        .contains("\"uri\": \"main.tf\"")
        .doesNotContain("\"uri\": \"plan.json\"");
    assertThat(run("check", "--after", "plan.json", "--format", "markdown").out())
        .contains("by&#58; aws&#95;kms&#95;key&#46;orders &#40;Open&#41; in main&#46;tf&#58;1");
    assertThat(run("check", "--after", "plan.json", "--format", "json").out())
        .contains("\"resource\": \"aws_kms_key.orders\"")
        .contains("\"sourceFile\": \"main.tf\"");
  }

  @Test
  @DisplayName(
      "JUnit reports have a failure for each finding that counts, and a case for each part")
  void junit_findingsAndParts_nameTheBlock() {
    folder().file("main.tf", KEY).key("", "orders", "").plan("plan.json");

    CommandRun lint = run("lint", "--format", "junit", "plan.json");
    assertThat(lint.status()).isEqualTo(ExitStatus.DENIED);
    assertThat(lint.out())
        .contains("<testsuite name=\"plan.json\" tests=\"1\" failures=\"1\" errors=\"0\"")
        .contains("name=\"main.tf:1: aws_kms_key.orders: wildcard-principal\"");
    String check = run("check", "--after", "plan.json", "--format", "junit").out();
    assertThat(check)
        .contains("tests=\"3\" failures=\"2\" errors=\"0\"")
        .contains("name=\"lockout\"/>")
        .contains("by: aws_kms_key.orders (Open) in main.tf:1");
  }

  @Test
  @DisplayName("a resource of a template has its type and logical name")
  void lint_template_namesTypeAndLogicalName() throws IOException {
    Files.writeString(
        directory.resolve("template.yaml"),
        """
        Resources:
          Orders:
            Type: AWS::KMS::Key
            Properties:
              KeyPolicy:
                Version: "2012-10-17"
                Statement:
                  - Effect: Allow
                    Principal: "*"
                    Action: kms:*
                    Resource: "*"
        """);

    assertThat(places("lint", "template.yaml"))
        .containsExactly("template.yaml:9:24: AWS::KMS::Key Orders");
  }

  @Test
  @DisplayName("a statement of a data source stands in its block, and is of the key")
  void check_dataSource_hasItsOwnBlock() throws IOException {
    Files.copy(
        Path.of("src/test/resources/gate/dangerous/data-source.json"),
        directory.resolve("plan.json"));
    folder()
        .file(
            "main.tf",
            KEY
                + "resource \"aws_iam_role\" \"app\" {}\n"
                + "data \"aws_iam_policy_document\" \"orders\" {}\n");

    assertThat(run("check", "--after", "plan.json").out())
        .contains("main.tf:4: aws_kms_key.orders: error: ");
  }

  @Test
  @DisplayName("a fleet of instances reads each folder once")
  void lint_manyInstances_readsTheSourceOnce() {
    TerraformFolder folder = folder().file("main.tf", KEY);
    IntStream.range(0, 60).forEach(i -> folder.key("", "orders", "" + i));
    folder.plan("plan.json");

    assertThat(places("lint", "plan.json"))
        .hasSize(60)
        .allMatch(line -> line.startsWith("main.tf:1: aws_kms_key.orders["));
  }
}
