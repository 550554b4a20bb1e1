package io.kmspolicy.cli.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.sarif.SarifSchema;
import io.kmspolicy.source.RequiredProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Runs what {@code action.yml} and {@code .pre-commit-hooks.yaml} run, with the packaged jar, in a
 * repository of its own. Bash executes the {@code run} lines as they are in the file, with the
 * values of the inputs in the environment, as a runner of GitHub Actions does.
 */
final class PackagedActionTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");
  private static final Path JAR = ROOT.resolve("kms-policy-cli/target/kms-policy.jar");
  private static final Pattern INPUT = Pattern.compile("\\$\\{\\{ inputs\\.([a-z0-9-]+) }}");
  private static final String BAD = "kms:Decrpt";
  private static final String GOOD = "kms:Decrypt";
  private static final int SECONDS = 300;

  /** The archive of classes that the first run makes is for all runs. */
  @TempDir private static Path cache;

  @TempDir private Path folder;

  private Path repository = Path.of("");

  /** The outcome of a script. */
  private record Run(int status, String output) {}

  @BeforeAll
  static void requirePrograms() {
    RequiredProgram.BASH.path();
    assumeTrue(Files.isRegularFile(JAR), "skipped: " + JAR + " is missing; run mvn package before");
  }

  @BeforeEach
  void makeRepository() throws IOException {
    repository = Files.createDirectories(folder.resolve("a repository"));
    Files.createDirectories(repository.resolve("more policies"));
    policy("app.json", GOOD);
    policy("more policies/other.json", GOOD);
    Files.writeString(repository.resolve("package.json"), "{\"name\": \"app\"}\n");
  }

  private void policy(String name, String action) throws IOException {
    Files.writeString(
        repository.resolve(name),
        """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "%s",
         "Resource": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}]}
        """
            .formatted(action));
  }

  private static Object yaml(String name) throws IOException {
    return new Load(LoadSettings.builder().build())
        .loadFromString(Files.readString(ROOT.resolve(name)));
  }

  private Run bash(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-e", "-c", script);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("INPUT_") || name.startsWith("GITHUB_"));
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("KMS_POLICY_JAR");
    builder.environment().putAll(environment);
    Path output = folder.resolve("output");
    Process process =
        builder
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.destroy();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as(text).isTrue();
    return new Run(process.exitValue(), text);
  }

  /** Runs the steps of the action with inputs; the others have their defaults. */
  private Run action(String... inputs) throws IOException, InterruptedException {
    Map<?, ?> action = (Map<?, ?>) yaml("action.yml");
    Map<String, String> values = new LinkedHashMap<>();
    ((Map<?, ?>) action.get("inputs"))
        .forEach(
            (name, input) -> values.put(name.toString(), ((Map<?, ?>) input).get("default") + ""));
    values.put("jar", JAR.toString());
    for (int i = 0; i < inputs.length; i += 2) {
      assertThat(values).containsKey(inputs[i]);
      values.put(inputs[i], inputs[i + 1]);
    }
    Run run = new Run(0, "");
    for (Object one : (List<?>) ((Map<?, ?>) action.get("runs")).get("steps")) {
      Map<?, ?> step = (Map<?, ?>) one;
      assertThat(step.get("shell")).isEqualTo("bash");
      Map<String, String> environment = new LinkedHashMap<>();
      environment.put("GITHUB_ACTION_PATH", ROOT.toString());
      ((Map<?, ?>) step.get("env"))
          .forEach(
              (name, value) -> {
                Matcher input = INPUT.matcher(value.toString());
                assertThat(input.matches()).as(value.toString()).isTrue();
                environment.put(name.toString(), values.get(input.group(1)));
              });
      if (run.status() == 0) {
        run = bash(step.get("run").toString(), environment);
      }
    }
    return run;
  }

  @Test
  @DisplayName("The action passes on good policies, and its step fails on a bad one")
  void action_defaults_lintsTheRepository() throws IOException, InterruptedException {
    Run good = action();
    assertThat(good.status()).as(good.output()).isZero();
    assertThat(good.output()).contains("2 policies: 0 errors");

    policy("more policies/other.json", BAD);
    Run bad = action();
    assertThat(bad.status()).as(bad.output()).isEqualTo(1);
    assertThat(bad.output())
        .contains("more policies/other.json:1:")
        .contains("did you mean `kms:Decrypt`?");
  }

  @Test
  @DisplayName("Paths, one a line, are names and never code")
  void action_paths_areNames() throws IOException, InterruptedException {
    policy("app.json", BAD);
    String name = "$(touch pwned); `touch pwned`.json";
    policy(name, GOOD);
    Run run = action("paths", "more policies\n\n" + name + "\n");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output()).contains("2 policies: 0 errors");
    assertThat(repository.resolve("pwned")).doesNotExist();
  }

  @Test
  @DisplayName("The report goes to the file of `output`, also if the step fails")
  void action_sarif_isWrittenToTheFile() throws IOException, InterruptedException {
    policy("app.json", BAD);
    Run run = action("format", "sarif", "output", "report.sarif");

    assertThat(run.status()).as(run.output()).isEqualTo(1);
    String report = Files.readString(repository.resolve("report.sarif"));
    assertThat(SarifSchema.problems(new ObjectMapper().readTree(report))).isEmpty();
    assertThat(report).contains("unknown-action").contains("app.json");
  }

  @Test
  @DisplayName("fail-on, baseline and arguments reach the command")
  void action_otherInputs_reachTheCommand() throws IOException, InterruptedException {
    policy("app.json", BAD);
    assertThat(action("arguments", "--exclude\napp.json").status()).isZero();
    assertThat(action("arguments", "--write-baseline", "baseline", "known.json").status()).isZero();
    assertThat(repository.resolve("known.json")).exists();
    assertThat(action("baseline", "known.json").status()).isZero();

    policy("app.json", "kms:*");
    assertThat(action("paths", "app.json").status()).isZero();
    assertThat(action("paths", "app.json", "fail-on", "info").status()).isEqualTo(1);
    assertThat(action("fail-on", "never ever").status()).isEqualTo(2);
  }

  @Test
  @DisplayName("The pre-commit hook lints the repository when one of its files changes")
  void hook_entry_lintsTheRepository() throws IOException, InterruptedException {
    Map<?, ?> hook = (Map<?, ?>) ((List<?>) yaml(".pre-commit-hooks.yaml")).get(0);
    Pattern files = Pattern.compile(hook.get("files").toString());
    assertThat(List.of("app.json", "a/b.yaml", "stack.template", "policies.jsonl"))
        .allMatch(name -> files.matcher(name).find());
    assertThat(List.of("README.md", "json/Main.java"))
        .noneMatch(name -> files.matcher(name).find());
    assertThat(hook.get("language")).isEqualTo("system");
    assertThat(hook.get("pass_filenames")).isEqualTo(false);

    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("kms-policy"), ROOT.resolve("scripts/kms-policy"));
    Map<String, String> path =
        Map.of("PATH", bin + ":/usr/bin:/bin", "KMS_POLICY_JAR", JAR.toString());
    List<String> words = new ArrayList<>(List.of(hook.get("entry").toString()));
    ((List<?>) hook.get("args")).forEach(word -> words.add("'" + word + "'"));
    String command = String.join(" ", words);

    Run good = bash(command, path);
    assertThat(good.status()).as(good.output()).isZero();
    policy("app.json", BAD);
    Run bad = bash(command, path);
    assertThat(bad.status()).as(bad.output()).isEqualTo(1);
    assertThat(bad.output()).contains("app.json:1:").contains("did you mean `kms:Decrypt`?");
  }
}
