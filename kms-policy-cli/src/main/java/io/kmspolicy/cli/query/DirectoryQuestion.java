package io.kmspolicy.cli.query;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.ExitStatus;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  @Option(names = "--csv", description = "Print comma-separated values (RFC 4180).")
  private boolean csv;

  @Option(
      names = "--expect",
      paramLabel = "RESULT",
      description =
          "Exit with 1 unless every answer is this one: allowed, conditional, unknown or denied.")
  private String expected = "";

  /** The query of a command. */
  interface Query {
    List<Answer> run(PolicyDirectory directory, DirectoryNames names) throws IOException;
  }

  /**
   * Runs a query, prints its answers and returns the exit status.
   *
   * @param columns the first columns of the table
   * @throws BadInputException if the directory or a name cannot be read
   */
  int answer(CliContext context, Query query, List<Function<Answer, String>> columns)
      throws IOException {
    if (json && csv) {
      throw new BadInputException("--json and --csv cannot be combined");
    }
    Optional<Answer.Result> wanted = wanted();
    Path path = context.resolve(root);
    List<Answer> answers;
    try {
      PolicyDirectory directory = PolicyDirectory.load(path);
      answers = query.run(directory, new DirectoryNames(path, directory));
    } catch (PolicyDirectoryException | InvalidNameException invalid) {
      throw BadInputException.of(invalid);
    }
    try (Writer out = context.writer()) {
      out.write(text(context, answers, columns));
    }
    return wanted.map(result -> status(context, answers, result)).orElse(ExitStatus.OK);
  }

  /** Whether the answers are compared, so that none may be left out. */
  boolean isExpecting() {
    return !expected.isEmpty();
  }

  private String text(
      CliContext context, List<Answer> answers, List<Function<Answer, String>> columns) {
    if (csv) {
      return AnswerTable.csv(answers);
    }
    return json ? AnswerTable.json(answers) : AnswerTable.text(answers, columns, context.width());
  }

  private Optional<Answer.Result> wanted() {
    if (expected.isEmpty()) {
      return Optional.empty();
    }
    Optional<Answer.Result> found =
        Arrays.stream(Answer.Result.values())
            .filter(result -> result.text().equals(expected))
            .findFirst();
    if (found.isEmpty()) {
      throw new BadInputException(
          "--expect: "
              + Quoting.quoteShort(expected)
              + " is not a result; it must be "
              + Listing.oneOf(
                  Arrays.stream(Answer.Result.values()).map(Answer.Result::text).toList()));
    }
    return found;
  }

  /** A comparison with no answer at all would always succeed. */
  private static int status(CliContext context, List<Answer> answers, Answer.Result expected) {
    if (answers.isEmpty()) {
      context.err().println("there is no answer to compare with --expect");
      return ExitStatus.BAD_INPUT;
    }
    long others = answers.stream().filter(answer -> answer.result() != expected).count();
    if (others > 0) {
      context
          .err()
          .println(others + " of " + answers.size() + " answers are not " + expected.text());
    }
    return others > 0 ? ExitStatus.DENIED : ExitStatus.OK;
  }
}
