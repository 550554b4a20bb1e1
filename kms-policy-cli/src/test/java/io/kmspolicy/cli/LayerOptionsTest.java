package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.model.json.LayerName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** Promise: one option for each layer, and one that states layers to be none, in every command. */
final class LayerOptionsTest {

  private static final Path EXAMPLES = Path.of("../docs/examples");
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  /** The commands that read policies of several layers. */
  private static final Set<String> OF_POLICIES =
      Set.of(
          "check",
          "collect",
          "explain",
          "import",
          "lockout",
          "prove equivalent",
          "prove no-new-access",
          "prove no-public",
          "prove not-granted",
          "prove who-could-ever",
          "replay",
          "report",
          "service-check",
          "test",
          "what-can",
          "who-can");

  @Command(name = "kms-policy")
  private static final class Program {}

  private static Map<String, CommandLine> commands() {
    CliContext context =
        new CliContext(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            new PrintWriter(new StringWriter()),
            Path.of(""),
            false,
            0);
    CommandLine program = new CommandLine(new Program());
    Subcommands.add(program, context);
    Map<String, CommandLine> all = new TreeMap<>();
    add("", program, all);
    return all;
  }

  private static void add(String prefix, CommandLine line, Map<String, CommandLine> all) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (command.getSubcommands().isEmpty()) {
                all.put(prefix + name, command);
              }
              add(prefix + name + " ", command, all);
            });
  }

  /** What an option is to its user. */
  private static String meaning(OptionSpec option) {
    return Arrays.toString(option.names())
        + " "
        + option.paramLabel()
        + " "
        + option.arity()
        + " "
        + option.splitRegex()
        + " "
        + option.isMultiValue()
        + " "
        + Arrays.toString(option.description());
  }

  private static List<String> words() {
    return Arrays.stream(LayerName.values()).map(layer -> "--" + layer.word()).toList();
  }

  @Test
  @DisplayName("An option for a layer, and --assume-none, is the same in every command that has it")
  void options_ofLayers_areTheSameEverywhere() {
    List<String> names = new ArrayList<>(words());
    names.addAll(List.of("--assume-none", "--unknown-layer"));
    Map<String, Set<String>> meanings = new TreeMap<>();
    for (CommandLine command : commands().values()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (names.contains(option.longestName())) {
          meanings
              .computeIfAbsent(option.longestName(), first -> new TreeSet<>())
              .add(meaning(option));
        }
      }
    }
    assertThat(meanings.keySet()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(meanings.values()).allSatisfy(one -> assertThat(one).hasSize(1));
  }

  @Test
  @DisplayName("Every command that reads policies has --assume-none, and no other command")
  void assumeNone_isInEveryCommandThatReadsPolicies() {
    Set<String> having = new TreeSet<>();
    commands()
        .forEach(
            (name, command) -> {
              if (command.getCommandSpec().optionsMap().containsKey("--assume-none")) {
                having.add(name);
              }
            });
    assertThat(having).containsExactlyInAnyOrderElementsOf(OF_POLICIES);
  }

  @Test
  @DisplayName("No --help has a former name of a layer or of an option for layers")
  void help_hasNoFormerName() {
    commands()
        .forEach(
            (name, command) ->
                assertThat(command.getUsageMessage())
                    .as(name)
                    .doesNotContainPattern(
                        "permissionsBoundary|serviceControl|resourceControl|vpcEndpoint|--none"
                            + "|permissions-boundary|service-control|resource-control"
                            + "|vpc-endpoint"));
  }

  private static CommandRun run(Path folder, String line) {
    return CommandRun.in(folder, "", line.replace("KEY", KEY).split(" "));
  }

  @Test
  @DisplayName("The former option and former words hold for this version, with one warning each")
  void none_formerSpelling_holdsWithOneWarningEach() {
    String question = "who-can kms:Decrypt KEY --policies policies";
    CommandRun now = run(EXAMPLES, question + " --assume-none grants,scp --assume-none endpoint");
    CommandRun former = run(EXAMPLES, question + " --none grants,serviceControl,vpcEndpoint");

    assertThat(now.err()).isEmpty();
    assertThat(former.err().lines())
        .containsExactly(
            "warning: --none: write `--assume-none`, the next version refuses `--none`",
            "warning: --assume-none: write `scp` for `serviceControl`, which the next version"
                + " refuses",
            "warning: --assume-none: write `endpoint` for `vpcEndpoint`, which the next version"
                + " refuses");
    assertThat(former.out()).isEqualTo(now.out());
    assertThat(former.status()).isEqualTo(now.status());
  }

  @Test
  void unknownLayer_formerSpelling_holdsWithAWarning() {
    String question =
        "explain --principal arn:aws:iam::111122223333:role/App --action kms:Decrypt --resource KEY"
            + " --key-policy key-policy.json --unknown-layer ";
    CommandRun now = run(EXAMPLES, question + "scp");
    CommandRun former = run(EXAMPLES, question + "serviceControl");

    assertThat(former.err().lines())
        .containsExactly(
            "warning: --unknown-layer: write `scp` for `serviceControl`, which the next version"
                + " refuses");
    assertThat(former.out()).isEqualTo(now.out());
  }

  @ParameterizedTest
  @CsvSource({
    "key-policy.json, key-policy, key",
    "app-policy.json, boundary, permissions-boundary",
    "app-policy.json, scp, service-control"
  })
  void lintType_formerSpelling_holdsWithAWarning(String file, String word, String former) {
    CommandRun now = run(EXAMPLES, "lint --format json --type " + word + " " + file);
    CommandRun old = run(EXAMPLES, "lint --format json --type " + former + " " + file);

    assertThat(now.err()).isEmpty();
    assertThat(now.out()).contains("\"" + word + "\"");
    assertThat(old.err().lines())
        .containsExactly(
            "warning: --type: write `"
                + word
                + "` for `"
                + former
                + "`, which the next version refuses");
    assertThat(old.out()).isEqualTo(now.out());
  }

  @Test
  @DisplayName("Commands warn of former words in directory.properties, once")
  void directoryProperties_formerWords_areNamed(@TempDir Path folder) throws IOException {
    Path key = folder.resolve("policies/111122223333/keys/us-west-2").resolve(KEY.split("/")[1]);
    Files.createDirectories(key);
    Files.copy(EXAMPLES.resolve("key-policy.json"), key.resolve("policy.json"));
    Files.writeString(
        folder.resolve("policies/directory.properties"), "none = session, vpcEndpoint\n");

    for (String line :
        List.of(
            "who-can kms:Decrypt KEY --policies policies",
            "report policies -o page.html",
            "check --before policies --after policies")) {
      assertThat(run(folder, line).err().lines().filter(one -> one.startsWith("warning: ")))
          .as(line)
          .containsExactly(
              "warning: directory.properties: write `endpoint` for `vpcEndpoint`, which the next"
                  + " version refuses");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lockout key-policy.json --caller arn:aws:iam::111122223333:root, 3, 0",
    "lockout key-policy.json --caller arn:aws:iam::111122223333:role/App, 3, 1",
    "prove not-granted key-policy.json --action kms:Decrypt --principal"
        + " arn:aws:iam::111122223333:role/*, 1, 0"
  })
  @DisplayName("--assume-none decides what only unknown layers left open")
  void assumeNone_decides(String line, int plain, int stated) {
    assertThat(run(EXAMPLES, line).status()).as(line).isEqualTo(plain);
    CommandRun run = run(EXAMPLES, line + " --assume-none all");
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(stated);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "identity,session,scp,boundary,rcp,endpoint,grants"})
  void explain_textWithoutPolicies_isDecidedByWhatIsStated(String layers) {
    String text =
        "User: arn:aws:iam::111122223333:role/App is not authorized to perform: kms:Decrypt on"
            + " resource: "
            + KEY;
    String[] line = {"explain", text, "--assume-none", layers};
    CommandRun plain = CommandRun.in(EXAMPLES, "", line[0], line[1]);
    CommandRun run = CommandRun.in(EXAMPLES, "", line);
    assertThat(plain.out()).contains("not known: the session policies");
    assertThat(run.out()).as(run.err()).contains("session policies: none");
  }
}
