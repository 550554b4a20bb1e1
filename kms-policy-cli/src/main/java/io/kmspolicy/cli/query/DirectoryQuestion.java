package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.query.Answer;
import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.analysis.query.AnswerChanges;
import io.kmspolicy.analysis.query.AnswerTable;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.cli.input.InputNames;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.OptionWords;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the commands that query a policy directory, and the output of their answers. */
final class DirectoryQuestion {

  /** The former word for an indeterminate answer, which is read with a warning in this version. */
  private static final String FORMER = "unknown";

  private static final String INDETERMINATE = Result.INDETERMINATE.text();

  @Option(
      names = "--policies",
      paramLabel = "DIRECTORY",
      description =
          "The policy directory; or a template, a plan, a state, or output of the AWS command"
              + " line.")
  private String root = "";

  @Mixin private InputOptions input = new InputOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--csv", description = "Print comma-separated values (RFC 4180).")
  private boolean csv;

  @Option(
      names = "--result",
      paramLabel = "RESULT",
      description =
          "List only answers with this result: allowed, conditional, indeterminate or denied;"
              + " may be repeated.")
  private List<String> shown = new ArrayList<>();

  @Option(
      names = "--expect",
      paramLabel = "RESULT",
      description =
          "Exit with 1 unless every answer is this one: allowed, conditional, indeterminate or"
              + " denied.")
  private String expected = "";

  /** The query of a command. */
  interface Query {
    List<Answer> run(DirectoryNames names, Progress progress);
  }

  /**
   * Runs a query, prints its answers and returns the exit status.
   *
   * @param columns the first columns of the table
   * @throws BadInputException if the directory or a name cannot be read
   */
  int answer(CliContext context, Query query, List<Function<Answer, String>> columns)
      throws IOException {
    check();
    if (root.isEmpty()) {
      throw new BadInputException("--policies: give the policy directory");
    }
    Optional<Result> wanted =
        expected.isEmpty() ? Optional.empty() : result(context, "--expect", expected);
    List<Result> results =
        shown.stream().flatMap(text -> result(context, "--result", text).stream()).toList();
    List<Answer> all = ask(context, input.read(context, root), query);
    List<Answer> answers =
        all.stream()
            .filter(answer -> results.isEmpty() || results.contains(answer.result()))
            .toList();
    print(
        context,
        csv
            ? AnswerTable.csv(answers)
            : json
                ? AnswerTable.json(answers)
                : AnswerTable.text(answers, columns, context.width()));
    return wanted.map(result -> status(context, all, result)).orElse(ExitStatus.OK);
  }

  /**
   * Runs a query on two directories, prints the answers that differ and returns the exit status.
   *
   * @throws BadInputException if a directory or a name cannot be read, or neither has an answer
   */
  int compare(
      CliContext context, List<String> roots, Query query, List<Function<Answer, String>> columns)
      throws IOException {
    check();
    if (!root.isEmpty() || isExpecting() || !shown.isEmpty()) {
      throw new BadInputException("--diff cannot be combined with --policies, --expect, --result");
    }
    List<Answer> before = ask(context, input.readBefore(context, roots.get(0)), query);
    List<Answer> after = ask(context, input.read(context, roots.get(1)), query);
    if (before.isEmpty() && after.isEmpty()) {
      throw new BadInputException("there is no answer to compare");
    }
    AnswerChanges changes = new AnswerChanges(before, after);
    print(
        context,
        csv ? changes.csv() : json ? changes.json() : changes.text(columns, context.width()));
    return changes.isEmpty() ? ExitStatus.OK : ExitStatus.DENIED;
  }

  /** Whether answers with a result are asked for, or compared, so that none may be left out. */
  boolean shows(Result result) {
    boolean isFormer = result == Result.INDETERMINATE && shown.contains(FORMER);
    return isExpecting() || isFormer || shown.contains(result.text());
  }

  /** Whether the answers are compared with an expected one. */
  boolean isExpecting() {
    return !expected.isEmpty();
  }

  private void check() {
    if (json && csv) {
      throw new BadInputException("--json and --csv cannot be combined");
    }
  }

  private static List<Answer> ask(CliContext context, PolicyInput policies, Query query)
      throws IOException {
    policies.report(context.err());
    Progress progress = new Progress(context, "answers");
    try {
      return query.run(InputNames.of(policies), progress);
    } catch (InvalidNameException invalid) {
      throw BadInputException.of(invalid);
    } finally {
      progress.clear();
    }
  }

  private static void print(CliContext context, String text) throws IOException {
    try (Writer out = context.writer()) {
      out.write(text);
    }
  }

  private static Optional<Result> result(CliContext context, String option, String text) {
    Optional<Result> found =
        Result.of(OptionWords.current(option, text, FORMER, INDETERMINATE, context.err()));
    if (found.isEmpty()) {
      throw new BadInputException(
          option
              + ": "
              + Quoting.quoteShort(text)
              + " is not a result; it must be "
              + Listing.oneOf(Result.texts()));
    }
    return found;
  }

  /** A comparison with no answer at all would always succeed. */
  private static int status(CliContext context, List<Answer> answers, Result expected) {
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
