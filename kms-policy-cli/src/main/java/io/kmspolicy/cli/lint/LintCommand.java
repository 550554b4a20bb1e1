package io.kmspolicy.cli.lint;

import io.kmspolicy.cli.input.AssumeNoneOption;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.OptionWords;
import io.kmspolicy.cli.io.SarifTool;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.inputs.lint.LintRun;
import io.kmspolicy.inputs.lint.LintedPrincipals;
import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.report.Baseline;
import io.kmspolicy.lint.report.Comparison;
import io.kmspolicy.lint.report.JsonRenderer;
import io.kmspolicy.lint.report.Renderer;
import io.kmspolicy.lint.report.SarifRenderer;
import io.kmspolicy.lint.report.TextRenderer;
import io.kmspolicy.lint.report.XmlRenderer;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms-policy lint}: finds mistakes, risks and statements without effect in policies. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Finds mistakes, risks and statements without effect in policies and grants for AWS KMS.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:no finding has the severity of --fail-on or a higher one",
      "1:a finding has it",
      "2:the command line or a file is wrong, or there is no file of a known form",
      "3:no finding has it, and a policy could not be checked"
    })
public final class LintCommand implements Callable<Integer> {

  /** The formats of the output. */
  enum Format {
    TEXT,
    JSON,
    SARIF,
    JUNIT
  }

  private final CliContext context;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Policy documents, directories of them (*.json, *.jsonl), JSON Lines (*.jsonl), files"
              + " that hold policies (output of the AWS command line, CloudFormation templates,"
              + " `terraform show -json`), or - for standard input.")
  private List<String> names = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default), json, sarif, or junit for JUnit XML.")
  private String format = "text";

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "The lowest severity that gives exit code 1: error (default), warning or info.")
  private String failOn = "error";

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "A file of known findings: only other findings are reported and can give exit code 1.")
  private String baseline = "";

  @Option(
      names = "--write-baseline",
      description = "Write the findings to the file of --baseline; all of them are known then.")
  private boolean writesBaseline;

  @Option(
      names = "--policies",
      paramLabel = "DIR",
      description =
          "The policy directory that holds all users and roles, so that those are found which a key"
              + " policy names and which do not exist. By default it is the one that is linted.")
  private String policies = "";

  @Mixin private LintOptions options = new LintOptions();

  /** A command with this input and output. */
  public LintCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine line = spec().commandLine();
    Severity least = OptionWords.parse(line, "--fail-on", failOn, Severity.values());
    Renderer renderer =
        renderer(OptionWords.parse(line, "--format", format, Format.values()), least);
    if (writesBaseline && baseline.isEmpty()) {
      throw new ParameterException(line, "--write-baseline: give the file with --baseline FILE");
    }
    LintRun run = options.run(context, line, names, principals());
    Comparison compared = compare(run.result());
    run.note(context.err());
    PrintWriter out = line.getOut();
    renderer.render(run.report(compared), out);
    out.flush();
    if (compared.result().reaches(least)) {
      return compared.result().findings().stream()
              .anyMatch(finding -> finding.reaches(least) && run.isOfPolicy(finding))
          ? ExitStatus.DENIED
          : ExitStatus.BAD_INPUT;
    }
    return run.unresolved().isEmpty() ? ExitStatus.OK : ExitStatus.INDETERMINATE;
  }

  private LintedPrincipals principals() {
    if (!policies.isEmpty()) {
      if (!Files.isDirectory(context.resolve(policies))) {
        throw new BadInputException(
            "--policies: `" + policies + "` is no folder; a policy directory is needed");
      }
      PolicyDirectory directory = new AssumeNoneOption().directory(context, policies);
      return LintedPrincipals.of(directory, true);
    }
    return names.size() == 1 ? ofLinted(names.get(0)) : LintedPrincipals.none();
  }

  /** The users and roles of a policy directory that is linted; none if it cannot be read. */
  private LintedPrincipals ofLinted(String name) {
    if (name.equals(CliContext.STANDARD_INPUT)
        || !Files.isRegularFile(context.resolve(name).resolve("directory.properties"))) {
      return LintedPrincipals.none();
    }
    try {
      return LintedPrincipals.of(PolicyDirectory.load(context.resolve(name)), false);
    } catch (PolicyDirectoryException mistakes) {
      return LintedPrincipals.none(); // The findings name them.
    }
  }

  private Comparison compare(LintResult result) throws IOException {
    if (baseline.isEmpty()) {
      return Comparison.none(result);
    }
    Baseline known = new Baseline(context::resolve, baseline);
    if (writesBaseline) {
      known.write(result);
    }
    return known.compare(result);
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "set by picocli");
  }

  private Renderer renderer(Format chosen, Severity least) {
    return switch (chosen) {
      case TEXT -> new TextRenderer(spec().commandLine().getColorScheme().ansi().enabled());
      case JSON -> new JsonRenderer();
      case SARIF -> new SarifRenderer(SarifTool.of(context));
      case JUNIT -> new XmlRenderer(least);
    };
  }
}
