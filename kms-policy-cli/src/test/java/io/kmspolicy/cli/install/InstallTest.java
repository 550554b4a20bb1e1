package io.kmspolicy.cli.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.source.RequiredProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What an installation consists of: completion, manual pages, a hook and an action. */
final class InstallTest {

  private static final Path ROOT = Path.of("..");

  @TempDir private Path directory;

  private static boolean isThere(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version").start().waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @ParameterizedTest(name = "kms-policy {0}<TAB>")
  @CsvSource({
    "li, lint",
    "who, who-can",
    "lint --fail, --fail-on",
    "prove no-n, no-new-access",
    "generate-c, generate-completion"
  })
  void completion_ofBash_completesCommandsAndOptions(String line, String expected)
      throws IOException, InterruptedException {
    RequiredProgram.BASH.path();
    CommandRun script = CommandRun.in(directory, "", "generate-completion");
    assertThat(script.status()).isZero();
    Path file = Files.writeString(directory.resolve("completion"), script.out());
    String words = "kms-policy " + line;
    String shell =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_kms-policy; echo \"${COMPREPLY[@]}\""
            .formatted(file, words, words.split(" ").length - 1);
    assertThat(run("bash", "-c", shell).lines().reduce((a, b) -> b)).contains(expected);
  }

  @Test
  @DisplayName("Every command has a page with its options, and groff has no warning about it")
  void manPages_everyCommand_isDescribed() throws IOException, InterruptedException {
    CommandRun run = CommandRun.in(directory, "", "generate-man-pages", "man/man1");
    assertThat(run.status()).as(run.err()).isZero();
    List<Path> pages;
    try (Stream<Path> files = Files.list(directory.resolve("man/man1"))) {
      pages = files.sorted().toList();
    }
    assertThat(pages)
        .extracting(page -> page.getFileName().toString())
        .contains("kms-policy.1", "kms-policy-lint.1", "kms-policy-prove-no-new-access.1");
    boolean groff = isThere("groff");
    for (Path page : pages) {
      assertThat(Files.readString(page)).as(page.toString()).contains(".SH \"OPTIONS\"");
      assertThat(Files.readString(page).chars()).allMatch(c -> c < 0x80);
      if (groff) {
        assertThat(run("bash", "-c", "groff -man -Tutf8 -ww '" + page + "' 2>&1 >/dev/null"))
            .as(page.toString())
            .isEmpty();
      }
    }
    assertThat(Files.readString(directory.resolve("man/man1/kms-policy-lint.1")))
        .contains("\\fB\\-\\-write\\-baseline\\fR", "known findings");
  }

  private static Object yaml(String name) throws IOException {
    return new Load(LoadSettings.builder().build())
        .loadFromString(Files.readString(ROOT.resolve(name)));
  }

  @Test
  @DisplayName("The pre-commit hook runs a command line that the program accepts")
  void hook_entry_isACommandThatRuns() throws IOException {
    assertThat(yaml(".pre-commit-hooks.yaml")).isInstanceOf(List.class);
    Map<?, ?> hook = (Map<?, ?>) ((List<?>) yaml(".pre-commit-hooks.yaml")).get(0);
    assertThat(hook.keySet().stream().map(String::valueOf))
        .contains("id", "name", "language", "entry", "files");
    List<String> words = new ArrayList<>(List.of(hook.get("entry").toString().split(" ")));
    assertThat(words.remove(0)).isEqualTo("kms-policy");
    ((List<?>) hook.get("args")).forEach(argument -> words.add(argument.toString()));
    Files.writeString(
        directory.resolve("policy.json"),
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\":"
            + " \"kms:Decrpt\", \"Resource\": \"*\"}}");
    CommandRun run = CommandRun.in(directory, "", words.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("did you mean `kms:Decrypt`?");
  }

  @Test
  @DisplayName("The action passes each input to its script by the environment")
  void action_inputs_arePassedByTheEnvironment() throws IOException {
    Map<?, ?> action = (Map<?, ?>) yaml("action.yml");
    Set<?> inputs = ((Map<?, ?>) action.get("inputs")).keySet();
    Map<?, ?> step = (Map<?, ?>) ((List<?>) ((Map<?, ?>) action.get("runs")).get("steps")).get(0);
    assertThat(step.get("run").toString()).doesNotContain("${{");
    String script = Files.readString(ROOT.resolve("scripts/github-action"));
    Map<?, ?> environment = (Map<?, ?>) step.get("env");
    assertThat(environment).hasSameSizeAs(inputs);
    for (Object input : inputs) {
      assertThat(environment.values().toString()).contains("${{ inputs." + input + " }}");
    }
    environment.keySet().forEach(name -> assertThat(script).contains(name.toString()));
  }
}
