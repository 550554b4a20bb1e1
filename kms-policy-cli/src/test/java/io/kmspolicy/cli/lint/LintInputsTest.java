package io.kmspolicy.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files {@code lint} reads in a directory, and its settings in YAML. */
final class LintInputsTest {

  private static final String WIDE =
      "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
          + " \"kms:Decrypt\", \"Resource\": \"*\"}}";

  @TempDir private Path directory;

  private CommandRun lint(Object... args) {
    List<String> arguments = new ArrayList<>(List.of("lint"));
    for (Object arg : args) {
      arguments.add(arg.toString());
    }
    return CommandRun.in(directory, "", arguments.toArray(String[]::new));
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  @DisplayName("Terraform source: lint and check say what to give instead")
  void terraformSource() throws IOException {
    Path source = write("main.tf", "resource \"aws_kms_key\" \"orders\" {}");
    CommandRun run = lint(source);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).contains("main.tf:1:1: error: this is Terraform source");
    Path policy = write("policy.json", WIDE);
    CommandRun check =
        CommandRun.in(
            directory, "", "check", "--before", policy.toString(), "--after", source.toString());
    assertThat(check.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(check.out() + check.err()).contains("`terraform show -json PLAN`");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("A named file of no known form: lint and check say what it is, and exit with 2")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "README.md    | # notes;;read me         | 1:1: {it is text of another kind",
        "empty.json   | ;                        | 1:1: the file is empty",
        "values.yaml  | image: app;tags: [x]     | 1:1: {it is YAML without `Resources` that have",
        "rules.yaml   | a: '\"kms:Decrypt\"'      | 1:1: {it is YAML without `Resources` that have",
        "policy.yaml  | Version: 1;Statement: []  | 1:1: the file is a policy in YAML",
        "broken.yaml  | Resources:;  A: [1       | 2:8: not YAML: ",
        "package.json | {\"name\": 1, \"b\": 2}    | 1:1: {it is a JSON object with `name`, `b`",
        "many.json    | {\"a\":1,\"b\":1,\"c\":1,\"d\":1} | `a`, `b`, `c` and 1 more",
        "nothing.json | {}                       | 1:1: {it is a JSON object without members",
        "list.json    | [1, 2]                   | 1:1: {it is a JSON array of other values",
        "trail.json   | {\"Records\": []}          | 1:1: {it is a CloudTrail file, which `kms-",
        "trail.jsonl  | {\"a\": 1};{\"a\": 2}       | 1:1: {it is a JSON object with `a`",
        "plan.json    | {\"format_version\": \"1.2\",  | 1:26: not JSON: ",
        "inside.json  | {\"Resources\": {\"K\": {\"Type\": \"AWS::KMS::Key\", \"Properties\":"
            + " {\"KeyPolicy\": \"{\"}}}} | not JSON: Unexpected end-of-input",
        "wrapped.json | [command]/bin/terraform show;{} | 1:1: the first line is not of Terraform",
        "main.tofu    | resource {}              | 1:1: this is Terraform source",
      })
  void otherKind_isNamed(String name, String text, String message) throws IOException {
    Path other = write(name, text == null ? "" : text.replace(';', '\n'));
    String expected =
        message.replace("{", "the file is no policy, template or plan: ").replace("1:1: ", "");

    CommandRun run = lint(other);
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).contains("error: ").contains(expected.replaceFirst("^[0-9:]+ ", ""));

    String policy = write("policy.json", WIDE).toString();
    CommandRun check =
        CommandRun.in(directory, "", "check", "--before", policy, "--after", other.toString());
    assertThat(check.status()).as(check.out() + check.err()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(check.out()).contains(expected);

    CommandRun beside = lint("--fail-on", "warning", other, policy);
    assertThat(beside.status()).as("a certain failure beside it").isEqualTo(ExitStatus.DENIED);
    assertThat(beside.out()).contains(other.toString());
    assertThat(lint(other, policy).status()).isEqualTo(ExitStatus.BAD_INPUT);
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("A resource of another service is no key, whatever its name will be")
  @CsvSource(
      delimiter = '|',
      value = {
        "AWS::SQS::Queue | kms:Decrypt | !GetAtt Other.Arn | resource-matches-nothing",
        "AWS::SNS::Topic | kms:Decrypt | !Ref Other | resource-matches-nothing",
        "AWS::S3::Bucket | s3:GetObject | !Sub '${Other.Arn}/*' | ",
        "AWS::KMS::Key | kms:Decrypt | !GetAtt Other.Arn | ",
        "AWS::EC2::VPC | kms:Decrypt | !GetAtt Other.Arn | placeholder",
      })
  void resourceOfAnotherService_isNoKey(String type, String action, String resource, String rule)
      throws IOException {
    Path template =
        write(
            "template.yaml",
            """
            Resources:
              Other: {Type: '%s'}
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument: {}
                  Policies:
                    - PolicyName: use
                      PolicyDocument:
                        Version: '2012-10-17'
                        Statement: {Effect: Allow, Action: '%s', Resource: %s}
            """
                .formatted(type, action, resource));

    CommandRun run = lint(template, "--format", "json");
    assertThat(run.err()).isEmpty();
    List<String> rules =
        Pattern.compile("\"rule\" ?: ?\"([a-z-]+)\"")
            .matcher(run.out())
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(rules).isEqualTo(rule == null ? List.of() : List.of(rule));
  }

  @ParameterizedTest
  @DisplayName("A policy with a mistake is a finding, also if the mistake is in its JSON")
  @ValueSource(
      strings = {
        "{\"Statement\": 1}",
        "{\"Version\": \"2012-10-17\", \"Statment\": []}",
        "{\"a\": "
      })
  void policyWithMistake_isAFinding(String text) throws IOException {
    assertThat(lint(write("policy.json", text)).status()).isEqualTo(ExitStatus.DENIED);
  }

  @Test
  @DisplayName("A template without resources is a template")
  void templateWithoutResources() throws IOException {
    Path template = write("t.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n");
    assertThat(lint(template).status()).isZero();
    CommandRun check =
        CommandRun.in(
            directory,
            "",
            "check",
            "--before",
            template.toString(),
            "--after",
            template.toString());
    assertThat(check.status()).isZero();
    assertThat(check.out()).contains("nothing about KMS changes");
  }

  @Test
  @DisplayName("Large files beside policies: others are left alone, policies are refused by name")
  void largeFiles() throws IOException {
    write("policies/wide.json", WIDE);
    write("policies/events.json", "{\"events\": [" + "1,".repeat(4 << 20) + "1]}");
    CommandRun run = lint("--fail-on", "error", directory.resolve("policies"));
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.err()).contains("events.json");
    Path large = write("policies/large.json", WIDE.replace("}}", "}" + " ".repeat(4 << 20) + "}"));
    CommandRun refused = lint("--fail-on", "error", directory.resolve("policies"));
    assertThat(refused.status()).isNotZero();
    assertThat(refused.out()).contains(large + ":1:1: error: the file has 4194");
    CommandRun named = lint(directory.resolve("policies/events.json"));
    assertThat(named.out()).contains("1:1: error: the file is no policy, template or plan");
  }

  @Test
  void settings_inYaml_areUsed() throws IOException {
    Path policy = write("policies/wide.json", WIDE);
    write(
        ".kms-policy.yaml",
        """
        # comments are possible
        rules:
          all-accounts-resource: off
        suppress:
          - rule: sid
            statement: "A"
            reason: 'none left'
        """);
    CommandRun run = lint("--fail-on", "info", policy);
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.err()).isEqualTo("settings: " + directory.resolve(".kms-policy.yaml") + "\n");
    assertThat(run.out()).contains("unused suppression: sid in A\n");
    write(".kms-policy.json", "{}");
    assertThat(lint(policy).err()).contains("there is a second settings file beside it, ");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "rules:;  al: off                      | 2:7: there is no rule `al`",
        "rules:;  sid: loud                    | 2:8: `loud` is not a severity",
        "rules:;  sid: off;  sid: info         | 3:3: the name `sid` is repeated",
        "rules: [;                             | 2:1: ",
        "rules: &a {sid: off};suppress: *a     | 1:8: `suppress` must be an array",
        "rules:;  ? [a];  : off                | 2:5: a name must be a text",
        "rule: {}                              | 1:7: `rule` is unknown",
        "suppress: 1                           | 1:11: `suppress` must be an array"
      })
  void settings_mistakesInYaml_haveTheirPlace(String text, String message) throws IOException {
    Path policy = write("wide.json", WIDE);
    Path settings = write(".kms-policy.yml", text.replace(';', '\n'));
    CommandRun run = lint(policy);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).startsWith(settings + ":" + message);
  }

  @Test
  @DisplayName(
      "A template with a mistake is to be corrected; a file of no known form is another one")
  void lint_fileThatCannotBeRead_saysWhatHelps() throws IOException {
    Path twice = write("t.yaml", "Resources:\n  A: {Type: 'AWS::SNS::Topic'}\n  A: {}\n");
    assertThat(lint(twice).out())
        .contains(":3:3: error: not YAML: the name `A` is repeated: it is in line 2, too [")
        .contains("  fix: correct it, or name another file\n");
    Path other = write("o.json", "{\"a\": 1}");
    assertThat(lint(other).out())
        .contains(":1:1: error: the file is no policy, template or plan: ")
        .contains("  fix: name another file\n");
  }

  @Test
  void settings_hostileYaml_isRefused() throws IOException {
    Path policy = write("wide.json", WIDE);
    write(".kms-policy.yaml", "rules: " + "[".repeat(100_000));
    assertThat(lint(policy).err()).contains("nested too deeply");
    write(".kms-policy.yaml", "a".repeat(2 << 20));
    assertThat(lint(policy).status()).isEqualTo(ExitStatus.BAD_INPUT);
    write(".kms-policy.yaml", "rules: !!javax.script.ScriptEngineManager []");
    assertThat(lint(policy).err()).contains("`rules` must be an object");
    write(".kms-policy.yaml", "");
    assertThat(lint(policy).status()).isZero();
  }

  @Test
  void directory_otherJson_isLeftAlone() throws IOException {
    write("wide.json", WIDE);
    write("package.json", "{\"name\": \"app\", \"version\": \"1.0.0\"}");
    write("tsconfig.json", "{\n  // JSON with comments\n  \"compilerOptions\": {},\n}\n");
    write(
        "bucket.json",
        "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\":"
            + " \"*\", \"Action\": [\"s3:GetObject\"], \"Resource\": \"*\"}]}");
    write("data.jsonl", "{\"a\": 1}\n{\"a\": 2}\n");
    CommandRun run = lint(directory);
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("1 policy: 0 errors");
    assertThat(run.err())
        .isEqualTo(
            directory.resolve("bucket.json")
                + " and 3 other JSON files are no policies for KMS and were left alone\n");
    assertThat(lint("-q", directory).err()).isEmpty();
    // What is stated to be a policy is linted.
    assertThat(lint("--type", "identity", directory).status()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"statement\": []}",
        "{\"Version\": \"2012-10-17\"}",
        "{\"Version\": \"2012-10-17\", \"Statement\": ",
        "{\"Statement\": 1}"
      })
  void directory_brokenPolicy_isNotLeftAlone(String text) throws IOException {
    write("broken.json", text);
    CommandRun run = lint(directory);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("[invalid-document]");
  }

  @Test
  @DisplayName("A template in JSON with a mistake is named as such, and is not read as a policy")
  void directory_brokenTemplate_isNoPolicy() throws IOException {
    String template =
        "{\"Resources\": {\"Key\": {\"Type\": \"AWS::KMS::Key\", \"Properties\": {\"KeyPolicy\":"
            + " {\"Version\": \"2012-10-17\",\n\"Statement\": [{\"Action\": \"kms:*\",}]}}}}}";
    Path broken = write("broken.json", template);
    write("network.json", template.replace("KMS::Key", "EC2::VPC").replace("kms:*", "s3:*"));
    CommandRun run = lint(directory);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out())
        .contains("broken.json:2:")
        .contains("error: not JSON: ")
        .doesNotContain("a policy has no member", "network.json");
    assertThat(run.out().split("invalid-document")).hasSize(2);
    assertThat(lint(broken).out()).contains("error: not JSON: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scp/deny.json                               | false | service control policies",
        "service_control_policies/x.json             | false | service control policies",
        "my-permissions-boundary.json                | false | permissions boundary",
        "scp/rcp/x.json                              | true  | resource control policies",
        "vpc_endpoint_policies/kms_endpoint_policy.json | true | VPC endpoint policy",
        "scp/key.json                                | true  | key policy",
        "rcp/identity.json                           | false | identity policies",
        "described.json                              | false | identity policies"
      })
  void type_ofTheName_isUsedIfItFits(String name, boolean namesPrincipals, String type)
      throws IOException {
    Path file =
        write(
            name,
            namesPrincipals
                ? WIDE.replace(
                    "\"Action\"", "\"Principal\": {\"AWS\": \"111122223333\"}, \"Action\"")
                : WIDE);
    assertThat(lint(file.getParent()).out()).contains("read as " + type + ", as ");
  }

  @Test
  void type_onlyDenyForEverybody_isAResourceControlPolicy() throws IOException {
    Path file =
        write(
            "x.json",
            "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Deny\", \"Principal\":"
                + " \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\", \"Condition\":"
                + " {\"Bool\": {\"aws:SecureTransport\": \"false\"}}}}");
    CommandRun run = lint(file);
    assertThat(run.out())
        .contains("read as resource control policies, as it only denies, and names everybody")
        .doesNotContain("[lockout]");
  }

  @Test
  void type_ofATextThatIsNoJson_isNotStated() throws IOException {
    assertThat(lint(write("x.json", "{\"Statement\": [")).out())
        .contains("[invalid-document]")
        .doesNotContain("read as");
    assertThat(lint(write("y.json", "{\"Statement\": 1}")).out()).contains("read as");
  }

  @Test
  void directory_fileInThePlaceOfAPolicy_isNotLeftAlone() throws IOException {
    write("111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab/policy.json", "{}");
    assertThat(lint(directory).out()).contains("[invalid-document]");
  }

  @Test
  void exclude_patterns_matchNamesPathsAndFolders() throws IOException {
    write("a/wide.json", WIDE);
    write("a/test/one.json", "{\"Statement\": 1}");
    write("cdk.out/two.json", "{\"Statement\": 1}");
    write("three.template.json", "{\"Statement\": 1}");
    assertThat(lint(directory).status()).isEqualTo(1);
    CommandRun run =
        lint(
            directory,
            "--exclude",
            "cdk.out/",
            "--exclude",
            "a/test/*.json",
            "--exclude",
            "*.template.json");
    assertThat(run.out()).contains("1 policy: 0 errors");
    assertThat(run.status()).isZero();
    assertThat(lint(directory, "--exclude", "*").err())
        .contains("there is no policy in this directory");
    assertThat(lint(directory, "--exclude", "[").err()).contains("is not a pattern");
  }

  @Test
  @DisplayName("A file of another encoding cannot be read; the others are linted")
  void file_notUtf8_isNotTheEnd() throws IOException {
    byte[] latin = {'{', '"', (byte) 0xe9, '"', '}'};
    Path odd = Files.write(directory.resolve("latin.json"), latin);
    write("wide.json", WIDE);
    CommandRun run = lint(directory);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out())
        .contains(odd + ":1:1: error: the text is not encoded in UTF-8 [invalid-document]")
        .contains("[all-accounts-resource]");
    CommandRun input = CommandRun.run(directory, latin, false, "lint", "-");
    assertThat(input.out()).contains("<stdin>:1:1: error: the text is not encoded in UTF-8");
    assertThat(lint("--format", "sarif", odd).out()).contains("not encoded in UTF-8");
  }

  @Test
  void file_withoutAnyPolicy_isAnError() throws IOException {
    CommandRun run = lint(write("empty.jsonl", "\n\n"));
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.out()).contains("empty.jsonl:1:1: error: the file is empty");
    assertThat(
            CommandRun.run(directory, " ".getBytes(StandardCharsets.UTF_8), false, "lint", "-")
                .status())
        .isEqualTo(ExitStatus.BAD_INPUT);
  }

  @Test
  void directory_linkToADirectory_isNotFollowed() throws IOException {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.writeString(tree.resolve("own.json"), WIDE);
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve("wide.json"), WIDE);
    Files.createSymbolicLink(tree.resolve("link"), other);
    CommandRun run = lint(tree);
    assertThat(run.out()).contains("1 policy: ");
    assertThat(run.err()).contains("link: is a link to a directory; it is not followed\n");
  }

  @Test
  void directory_filesThatGitIgnores_areLeftOut() throws IOException {
    Files.createDirectory(directory.resolve(".git"));
    write(".gitignore", "cdk.out/\n/policies/old.json\n*.log\n");
    write("policies/wide.json", WIDE);
    write("policies/old.json", "{\"Statement\": 1}");
    write("policies/cdk.out/two.json", "{\"Statement\": 1}");
    write("policies/run.log", "");
    Path policies = directory.resolve("policies");
    CommandRun run = lint(policies);
    assertThat(run.status()).as(run.out()).isZero();
    assertThat(run.err())
        .isEqualTo(
            policies.resolve("cdk.out")
                + " and 1 other path are ignored by .gitignore and left out; --no-ignore reads"
                + " them\n");
    assertThat(lint("-q", policies).err()).isEmpty();
    assertThat(lint("--no-ignore", policies).status()).isEqualTo(1);
    // What is named is read.
    assertThat(lint(policies.resolve("old.json")).status()).isEqualTo(1);
    assertThat(lint(policies.resolve("cdk.out")).out()).contains("[invalid-document]");
    write("policies/.gitignore", "*");
    assertThat(lint(policies).err()).contains("beside what Git ignores; --no-ignore reads that");
  }

  @Test
  void progress_onATerminal_isClearedBeforeTheFindings() throws IOException {
    Path policy = write("wide.json", WIDE);
    CommandRun run = CommandRun.run(directory, new byte[0], true, "lint", "-q", policy.toString());
    assertThat(run.err()).matches("(\\r\u001b\\[K[^\\n]*)+").endsWith("\r\u001b[K");
    assertThat(lint("-q", policy).err()).isEmpty();
  }

  private static final String READERS =
      "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\":"
          + " {\"AWS\": \"arn:aws:iam::111122223333:root\"}, \"Action\": \"kms:Describe*\","
          + " \"Resource\": \"*\"}]}";

  @ParameterizedTest
  @CsvSource({"AWS, 1234abcd, 0", "CUSTOMER, 1234abcd, 1", "AWS, 2234abcd, 1"})
  @DisplayName("5.5: AWS changes the policy of an AWS managed key, so that it locks nobody out")
  void lint_policyOfAnAwsManagedKey_isNoLockout(String manager, String id, int status)
      throws IOException {
    String key = "111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab/";
    write("policies/" + key + "policy.json", READERS);
    write(
        "policies/" + key + "key.json",
        "{\"KeyMetadata\": {\"Arn\": \"arn:aws:kms:us-west-2:111122223333:key/"
            + id
            + "-12ab-34cd-56ef-1234567890ab\", \"KeyId\": \""
            + id
            + "-12ab-34cd-56ef-1234567890ab\", \"KeyManager\": \""
            + manager
            + "\"}}");

    CommandRun run = lint("policies");

    assertThat(run.status()).as(run.out()).isEqualTo(status);
    assertThat(run.out().contains("[lockout]")).isEqualTo(status == 1);
  }

  @Test
  @DisplayName("A policy with a list of many patterns ends no run: the other files are linted")
  void lint_manyPatterns_areNotDecidedAndEndNoRun() throws IOException {
    String patterns =
        IntStream.range(0, 150)
            .mapToObj(i -> "\"arn:aws:iam::*:role/*" + i + "*\"")
            .collect(Collectors.joining(", "));
    String principal =
        "{\"AWS\": \"arn:aws:iam::111122223333:root\"}, \"Action\": \"kms:Describe*\"";
    String everybody =
        "\"*\", \"Condition\": {\"StringLike\": {\"aws:PrincipalArn\": ["
            + patterns
            + "]}}, \"Action\": \"kms:*\"";
    write("policies/a.json", READERS.replace(principal, everybody));
    write("policies/b.json", WIDE);

    CommandRun run = lint("policies");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("warning: it is not decided whether principals of every account are allowed")
        .contains("[all-accounts-resource]");
  }
}
