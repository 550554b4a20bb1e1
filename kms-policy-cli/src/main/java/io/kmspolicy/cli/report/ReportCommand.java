package io.kmspolicy.cli.report;

import io.kmspolicy.analysis.fleet.FleetGrid;
import io.kmspolicy.analysis.page.FleetPage;
import io.kmspolicy.analysis.query.AtMostQuery;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.cli.input.AtMostOption;
import io.kmspolicy.cli.input.InputNames;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.text.Counts;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy report}: writes what principals may do with keys as a page. */
@Command(
    name = "report",
    header = "Writes what every principal may do with every key as a page.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Reads a policy directory and writes one page in HTML, without outside resources: the keys by"
          + " risk, the worst first; and principals by keys, for five groups of actions. A cell"
          + " opens the conditions, and the statements that decide.",
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the page was written",
      "2:the command line or a file is wrong, or the directory has no keys"
    })
public final class ReportCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(
      paramLabel = "DIR",
      description =
          "The policy directory; or a folder of key policies, a template, a plan, a state, or"
              + " output of the AWS command line.")
  private String root = "";

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The page; - is standard output.")
  private String output = "";

  @Mixin private InputOptions input = new InputOptions();

  @Mixin private AtMostOption atMost = new AtMostOption();

  /** A command with this input and output. */
  public ReportCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    Progress progress = new Progress(context, "principals");
    try {
      DirectoryNames names = InputNames.of(input.read(context, root).report(context.err()));
      if (names.keys().isEmpty()) {
        throw new BadInputException(
            root + ": there is no key; keys are in ACCOUNT/keys/REGION/ID of a policy directory");
      }
      boolean isNeeded = AtMostQuery.isNeeded(names, names.principals(names.keys()), names.keys());
      FleetGrid grid =
          FleetGrid.of(names, atMost.isOn(isNeeded), principal -> progress.step(principal.name()));
      progress.clear();
      write(grid);
      return ExitStatus.OK;
    } catch (PolicyDirectoryException | InvalidNameException invalid) {
      throw BadInputException.of(invalid);
    } finally {
      progress.clear();
    }
  }

  private void write(FleetGrid grid) throws IOException {
    String page = FleetPage.of(root, grid);
    if (output.equals(CliContext.STANDARD_INPUT)) {
      try (Writer out = context.writer()) {
        out.write(page);
      }
      return;
    }
    Files.writeString(context.resolve(output), page);
    try (Writer out = context.writer()) {
      out.write(
          output
              + ": "
              + Counts.of(grid.principals().size(), "principal")
              + ", "
              + Counts.of(grid.keys().size(), "key")
              + ", "
              + Counts.of(grid.differentCells(), "different cell")
              + "\n");
    }
  }
}
