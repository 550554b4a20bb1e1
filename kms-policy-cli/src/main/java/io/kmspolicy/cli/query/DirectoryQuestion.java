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

/** The options of the commands that query a policy directory, and the output of their answers. */
final class DirectoryQuestion {

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "DIRECTORY",
      description = "The policy directory.")
  private String root = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** The query of a command. */
  interface Query {
    List<Answer> run(PolicyDirectory directory, DirectoryNames names) throws IOException;
  }

  /**
   * Runs a query and prints its answers.
   *
   * @param columns the first columns of the table
   * @throws BadInputException if the directory or a name cannot be read
   */
  void answer(CliContext context, Query query, List<Function<Answer, String>> columns)
      throws IOException {
    Path path = context.resolve(root);
    List<Answer> answers;
    try {
      PolicyDirectory directory = PolicyDirectory.load(path);
      answers = query.run(directory, new DirectoryNames(path, directory));
    } catch (PolicyDirectoryException | InvalidNameException invalid) {
      throw BadInputException.of(invalid);
    }
    try (Writer out = context.writer()) {
      out.write(
          json ? AnswerTable.json(answers) : AnswerTable.text(answers, columns, context.width()));
    }
  }
}
