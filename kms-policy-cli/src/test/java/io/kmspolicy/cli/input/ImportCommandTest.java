package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kms-policy import}: files become a policy directory that answers as the files do. */
class ImportCommandTest {

  private static final Path EXAMPLES = Path.of("../docs/examples/inputs");
  private static final String ACCOUNT = "arn:aws:iam::111122223333:";
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final List<String> STATED =
      List.of(
          "--account",
          "111122223333",
          "--region",
          "us-west-2",
          "--assume-none",
          "session,scp,rcp,endpoint");

  @TempDir private Path folder;

  private CommandRun run(List<String> more, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(more);
    return CommandRun.in(EXAMPLES, "", all.toArray(String[]::new));
  }

  private Path out() {
    return folder.resolve("policies").toAbsolutePath();
  }

  private CommandRun importOf(String... files) {
    List<String> args = new ArrayList<>(List.of("import", "--out", out().toString(), "--from"));
    args.addAll(List.of(files));
    return run(STATED, args.toArray(String[]::new));
  }

  private List<String> left() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).toList();
    }
  }

  private String decision(String policies, List<String> stated, String... request) {
    List<String> args = new ArrayList<>(List.of("explain", "--policies", policies));
    args.addAll(List.of("--principal", ACCOUNT + request[0], "--action", request[1]));
    args.addAll(List.of("--resource", request[2]));
    CommandRun run = run(stated, args.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isNotEqualTo(2);
    return String.join(" ", request) + ": " + run.out().lines().findFirst().orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "plan.json, aws_kms_key.ledger, role/reporter role/worker user/alice",
    "state.json, aws_kms_key.ledger, role/reporter role/worker user/alice",
    "template.yaml, OrdersKey, role/service/App role/Audit user/alice",
    "cdk.template.json, OrdersKey1A2B3C4D, role/shop-worker user/alice"
  })
  @DisplayName("round trip: the directory answers as the file does")
  void import_thenExplain_answersAsTheFile(String file, String key, String principals)
      throws IOException {
    CommandRun written = importOf(file);

    assertThat(written.status()).as(written.err()).isZero();
    String id = idOf(file, key);
    List<String> ofFile = new ArrayList<>();
    List<String> ofDirectory = new ArrayList<>();
    for (String principal : principals.split(" ", -1)) {
      for (String action : List.of("kms:Decrypt", "kms:DescribeKey", "kms:PutKeyPolicy")) {
        ofFile.add(decision(file, STATED, principal, action, id));
        ofDirectory.add(decision(out().toString(), List.of(), principal, action, id));
      }
    }
    assertThat(ofDirectory).isEqualTo(ofFile);
    assertThat(String.join("\n", ofFile)).contains("ALLOWED");
  }

  /** The id of a key of a file, under which both know it. */
  private String idOf(String file, String key) throws IOException {
    if (!file.contains("template")) {
      return KEY;
    }
    String readme = Files.readString(out().resolve("README.md"));
    String line = readme.lines().filter(one -> one.contains("`" + key + "`")).findFirst().get();
    return line.substring(line.indexOf("; `") + 3, line.lastIndexOf("` stands"));
  }

  @Test
  @DisplayName("what the file leaves open has no file, and README.md says why")
  void import_gaps_areUnknownAndListed() throws IOException {
    CommandRun run = importOf("authorization-details.json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).endsWith("3 users and roles; 1 gap, see " + out() + "/README.md\n");
    Path roles = out().resolve("111122223333/roles");
    assertThat(roles.resolve("Auditor/identity")).doesNotExist();
    assertThat(roles.resolve("Auditor/boundary.json")).hasContent("null");
    assertThat(roles.resolve("App/identity/use.json")).exists();
    assertThat(roles.resolve("App/boundary.json")).content().contains("kms:Decrypt");
    assertThat(out().resolve("README.md"))
        .content()
        .contains("the policy `arn:aws:iam::aws:policy/SecurityAudit` is not in the file");
    assertThat(out().resolve("directory.properties"))
        .content()
        .contains("none = session, scp, rcp, endpoint")
        .contains("files = ");
  }

  @Test
  @DisplayName("several files: the policy of a key from one, its grants from another")
  void import_severalFiles_joinsThem() throws IOException {
    CommandRun run =
        run(
            List.of("--key", KEY),
            "import",
            "--out",
            out().toString(),
            "--from",
            "get-key-policy.json",
            "list-grants.json");

    assertThat(run.status()).as(run.err()).isZero();
    Path key = out().resolve("111122223333/keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab");
    assertThat(key.resolve("policy.json")).exists();
    assertThat(key.resolve("grants.json")).content().contains("0d8aa621c3a1b6f2");
    assertThat(out().resolve("README.md")).content().doesNotContain("Not known");
  }

  @Test
  void import_existingDirectory_isRefused() throws IOException {
    Files.createDirectory(out());

    CommandRun run = importOf("plan.json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("exists; nothing is overwritten");
    assertThat(left()).containsExactly("policies");
  }

  @Test
  @DisplayName("a file with a mistake leaves nothing behind")
  void import_brokenFile_writesNothing() throws IOException {
    CommandRun run = importOf("plan.json", "broken-plan.json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith("broken-plan.json:");
    assertThat(left()).isEmpty();
  }

  @Test
  @DisplayName("files that hold different policies of one key are refused")
  void import_contradiction_isRefused() throws IOException {
    CommandRun run = importOf("plan.json", "state.json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("the files hold different policies of");
    assertThat(left()).isEmpty();
  }

  @Test
  void import_nothingFound_isRefused() throws IOException {
    CommandRun run =
        run(List.of(), "import", "--out", out().toString(), "--from", "get-key-policy.json");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--key").contains("nothing is written");
    assertThat(left()).isEmpty();
  }

  @Test
  @DisplayName("a parameter that no file has is refused: a slip must not leave a value unknown")
  void import_misspeltParameter_isRefused() throws IOException {
    String[] args = {
      "import", "--out", out().toString(), "--from", "template.yaml", "plan.json", "--parameter"
    };

    CommandRun misspelt = run(STATED, with(args, "PartnerAcount=444455556666"));
    CommandRun parameter = run(STATED, with(args, "PartnerAccount=444455556666"));

    assertThat(misspelt.status()).isEqualTo(2);
    assertThat(misspelt.err())
        .contains("--parameter: no template has a parameter or a resource `PartnerAcount`");
    assertThat(parameter.status()).as(parameter.err()).isZero();
  }

  @Test
  @DisplayName("a file of values may have names for other templates; a slip in it is told")
  void import_unusedValueInFile_isNamed() throws IOException {
    Path file = folder.resolve("values.json");
    Files.writeString(file, "[\"PartnerAcount=444455556666\", \"PartnerAccount=444455556666\"]");
    String[] values = {"--parameters", file.toString(), "--from", "template.yaml"};

    CommandRun run =
        run(
            STATED,
            Stream.concat(Stream.of("import", "--out", out().toString()), Stream.of(values))
                .toArray(String[]::new));
    CommandRun explain =
        run(
            STATED,
            "who-can",
            "kms:Decrypt",
            "alias/orders",
            "--policies",
            "template.yaml",
            "--parameter",
            "PartnerAcount=444455556666");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "--parameter, --parameters: no file has a parameter or a resource `PartnerAcount`\n");
    assertThat(explain.err()).contains("template.yaml has no parameter and no resource `Part");
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-wes-t2", "mars-2", "US-WEST-2", "us-west", "2"})
  @DisplayName("a text that cannot be the name of a Region is refused")
  void region_ofAnotherForm_isRefused(String region) {
    CommandRun run =
        run(
            List.of(),
            "import",
            "--out",
            out().toString(),
            "--from",
            "template.yaml",
            "--region",
            region);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToNormalizingNewlines(
            "--region: `" + region + "` is not the name of a Region, such as `us-west-2`\n");
  }

  @Test
  @DisplayName("a Region that is not known may be new: it is taken, and standard error says so")
  void region_notKnown_isNamed() {
    CommandRun run =
        run(
            List.of(),
            "import",
            "--out",
            out().toString(),
            "--from",
            "template.yaml",
            "--region",
            "us-wes-2",
            "--account",
            "111122223333");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).containsOnlyOnce("`us-wes-2` is not among the Regions that are known");
  }

  @Test
  @DisplayName(
      "that a list of grants is taken as all grants is said: a filtered one looks the same")
  void grants_asAllGrants_isSaid() throws IOException {
    CommandRun run = run(STATED, "import", "--out", out().toString(), "--from", "list-grants.json");

    String said = "list-grants.json: its grants are taken as all grants on the keys";
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).startsWith(said);
    assertThat(Files.readString(out().resolve("README.md"))).contains(said);
  }

  private static String[] with(String[] args, String more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
  }
}
