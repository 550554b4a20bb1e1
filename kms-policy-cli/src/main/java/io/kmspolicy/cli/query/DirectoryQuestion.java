package io.kmspolicy.cli.query;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.model.resource.InvalidNameException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The options of questions to a policy directory, and how their answers come about. */
final class DirectoryQuestion {

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "DIRECTORY",
      description = "The policy directory.")
  private String root = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** What a command asks. */
  interface Asking {
    List<Answer> ask(PolicyDirectory directory, DirectoryNames names) throws IOException;
  }

  /**
   * Asks and prints.
   *
   * @param columns what a row of the table begins with
   * @throws BadInputException if the directory or a name cannot be read
   */
  void answer(CliContext context, Asking asking, List<Function<Answer, String>> columns)
      throws IOException {
    Path path = context.resolve(root);
    List<Answer> answers;
    try {
      answers = asking.ask(PolicyDirectory.load(path), new DirectoryNames(path));
    } catch (PolicyDirectoryException | InvalidNameException wrong) {
      throw BadInputException.of(wrong);
    }
    try (Writer out = context.writer()) {
      out.write(json ? AnswerTable.json(answers) : AnswerTable.text(answers, columns));
    }
  }
}
