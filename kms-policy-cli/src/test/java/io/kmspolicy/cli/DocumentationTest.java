package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Runs the examples of {@code docs/cli.md} and compares their output with the page. Run with {@code
 * -Dkmspolicy.golden=write} to write the page anew, and read the difference.
 */
class DocumentationTest {

  private static final Path PAGE = Path.of("../docs/cli.md");
  private static final Path EXAMPLES = Path.of("../docs/examples");
  private static final String PROMPT = "$ ";

  private int status;

  @Test
  @DisplayName("Every example of the page prints what the page says")
  void page_everyExample_printsWhatThePageSays() throws IOException {
    String page = Files.readString(PAGE);

    String rewritten = rewrite(page.lines().toList());

    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      Files.writeString(PAGE, rewritten);
    }
    assertThat(rewritten).isEqualTo(page);
    assertThat(page.lines().filter(line -> line.startsWith(PROMPT + "kms-policy"))).hasSize(8);
  }

  /** The page with the output of its examples as it is now. */
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
    List<String> words = new ArrayList<>(List.of(command.split(" +")));
    assertThat(words.remove(0)).isEqualTo("kms-policy");
    String input = "";
    int redirection = words.indexOf("<");
    if (redirection >= 0) {
      input = Files.readString(EXAMPLES.resolve(words.get(redirection + 1)));
      words = words.subList(0, redirection);
    }
    CommandRun run = CommandRun.in(EXAMPLES, input, words.toArray(String[]::new));
    status = run.status();
    return run.out() + run.err();
  }
}
