package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the examples of the pages from the root of the repository and compares their output with the
 * pages. Run with {@code -Dkmspolicy.golden=write} to rewrite the pages, and review the difference.
 */
class DocumentationTest {

  /** A word of a command: without spaces, or in quotation marks. */
  private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|[^ ]+");

  /** A command of which the first lines of output are shown. */
  private static final Pattern HEAD = Pattern.compile("(.*) \\| head -(\\d+)");

  private static final Path ROOT = Path.of("..");
  private static final String PROMPT = "$ ";

  private int status;

  @ParameterizedTest(name = "Every example of {0} prints the output of the page")
  @CsvSource({
    "docs/cli.md, 6",
    "docs/cli-queries.md, 8",
    "docs/cli-import.md, 3",
    "docs/cli-check.md, 1",
    "docs/cli-lint.md, 1",
    "docs/cli-lockout.md, 2",
    "docs/cli-report.md, 1",
    "docs/replay.md, 4",
    "docs/request-facts.md, 3",
    "docs/proofs.md, 3",
    "docs/testing-policies.md, 1",
    "README.md, 2"
  })
  void page_everyExample_printsTheDocumentedOutput(String name, int examples) throws IOException {
    Path file = ROOT.resolve(name);
    String page = Files.readString(file);

    String rewritten = rewrite(page.lines().toList());

    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      Files.writeString(file, rewritten);
    }
    assertThat(rewritten).isEqualTo(page);
    assertThat(page.lines().filter(line -> line.startsWith(PROMPT + "kms-policy")))
        .hasSize(examples);
  }

  /** The page with the current output of its examples. */
  private String rewrite(List<String> page) throws IOException {
    StringBuilder text = new StringBuilder();
    boolean example = false;
    for (int i = 0; i < page.size(); i++) {
      String line = page.get(i);
      boolean fence = line.startsWith("```");
      example = fence ? line.equals("```console") : example;
      if (fence || !example) {
        text.append(line).append('\n');
      } else if (line.startsWith(PROMPT)) {
        text.append(line).append('\n');
        StringBuilder command = new StringBuilder(line.substring(PROMPT.length()));
        while (page.get(i).endsWith("\\")) {
          i++;
          text.append(page.get(i)).append('\n');
          command.setLength(command.length() - 1);
          command.append(page.get(i).strip());
        }
        text.append(output(command.toString()));
      }
    }
    return text.toString();
  }

  private String output(String command) throws IOException {
    if (command.equals("echo $?")) {
      return status + "\n";
    }
    Matcher head = HEAD.matcher(command);
    if (head.matches()) {
      return output(head.group(1))
          .lines()
          .limit(Integer.parseInt(head.group(2)))
          .collect(Collectors.joining("\n", "", "\n"));
    }
    List<String> arguments =
        new ArrayList<>(
            WORD.matcher(command).results().map(word -> word.group().replace("\"", "")).toList());
    assertThat(arguments.remove(0)).isEqualTo("kms-policy");
    String input = "";
    int redirection = arguments.indexOf("<");
    if (redirection >= 0) {
      input = Files.readString(ROOT.resolve(arguments.get(redirection + 1)));
      arguments = arguments.subList(0, redirection);
    }
    CommandRun run = CommandRun.in(ROOT, input, arguments.toArray(String[]::new));
    status = run.status();
    return run.out() + run.err();
  }
}
