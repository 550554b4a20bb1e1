package io.kmspolicy.cli.evaluate;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.text.SafeText;
import io.kmspolicy.testing.batch.CheckReport;
import io.kmspolicy.testing.batch.ResultWriter;
import io.kmspolicy.testing.batch.Tally;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy evaluate}: decides scenarios, one per line. */
@Command(
    name = "evaluate",
    header = "Decides scenarios, one per line.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Reads scenarios (JSON Lines) and writes one result per line, in the same order:",
      "{\"id\":…,\"decision\":\"allowed|explicitDeny|implicitDeny|denied|indeterminate\"}",
      "For an invalid line it writes {\"id\":…,\"line\":…,\"error\":…} and continues."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every line was decided, and with --check as its label says",
      "1:with --check, some decision is not the label",
      "2:the command line, a file or a line is wrong; or with --check, no line has a label"
    })
public final class EvaluateCommand implements Callable<Integer> {

  private static final int MAX_WARNINGS = 20;

  private final CliContext context;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files with scenarios; - is standard input.")
  private List<String> files = new ArrayList<>();

  @Option(names = "--explain", description = "Add the explanation as the member `explanation`.")
  private boolean explain;

  @Option(
      names = "--check",
      description = {
        "Compare the decisions with the labels (`expected`); print a table per file and the first"
            + " differences to standard error."
      })
  private boolean check;

  @Option(
      names = {"-q", "--quiet"},
      description = "Write no lines to standard output.")
  private boolean quiet;

  @Option(
      names = "--reference",
      description = "Use the reference alone, also where decision tables are more certain.")
  private boolean reference;

  /** A command with this input and output. */
  public EvaluateCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<Tally> tallies = new ArrayList<>();
    boolean readable = true;
    Progress progress = new Progress(context, "scenarios");
    Consumer<Problem> warnings = warnOnce(progress);
    try (ResultWriter results = new ResultWriter(quiet ? Writer.nullWriter() : context.writer())) {
      Batch batch =
          new Batch(
              reference ? PolicyEvaluator.reference() : PolicyEvaluator.forScenarios(),
              explain,
              results,
              progress,
              warnings);
      for (String file : files) {
        try (InputStream in = context.open(file)) {
          tallies.add(batch.run(file, in));
        } catch (IOException failure) {
          progress.clear();
          context.err().println(SafeText.of(FileFailure.message(file, failure)));
          readable = false;
        }
      }
    }
    progress.clear();
    return report(tallies, readable);
  }

  /** Prints each warning about a file once, at the first line that it is about. */
  private Consumer<Problem> warnOnce(Progress progress) {
    Set<String> told = new HashSet<>();
    return warning -> {
      if (told.size() < MAX_WARNINGS
          && told.add(warning.location().source() + "\n" + warning.message())) {
        progress.clear();
        context.err().println(SafeText.of("warning: " + warning));
      }
    };
  }

  private int report(List<Tally> tallies, boolean readable) {
    if (check) {
      CheckReport.print(tallies, context.err());
    }
    int unreadable = tallies.stream().mapToInt(Tally::unreadable).sum();
    if (unreadable > 0) {
      context
          .err()
          .println(unreadable + (unreadable == 1 ? " line" : " lines") + " could not be read");
    }
    if (check && tallies.stream().anyMatch(Tally::differs)) {
      return ExitStatus.DENIED;
    }
    if (unreadable > 0 || !readable) {
      return ExitStatus.BAD_INPUT;
    }
    if (check && tallies.stream().allMatch(tally -> tally.checked() == 0)) {
      context.err().println("no scenario has a label (`expected`), so nothing was checked");
      return ExitStatus.BAD_INPUT;
    }
    return ExitStatus.OK;
  }
}
