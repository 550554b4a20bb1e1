package io.kmspolicy.cli.scenarios;

import io.kmspolicy.cli.input.InputForms;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.input.PolicyTexts;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.PolicyFiles;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.text.SafeText;
import io.kmspolicy.testing.Policies;
import io.kmspolicy.testing.coverage.CoverageJson;
import io.kmspolicy.testing.coverage.CoveragePage;
import io.kmspolicy.testing.coverage.CoverageReport;
import io.kmspolicy.testing.run.TestResults;
import io.kmspolicy.testing.run.TestRunner;
import io.kmspolicy.testing.run.TestedFolder;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy test}: tests policies by scenarios. */
@Command(
    name = "test",
    header = "Tests policies by scenarios, and reports what no scenario needs.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Decides the scenarios of a folder on its policies, compares the answers with the expected"
          + " ones, and reports the policy coverage: which statements, conditions and values some"
          + " expected answer needs."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every answer is as expected, and the coverage is enough",
      "1:some answer is not as expected, or the coverage is below --minimum",
      "2:the command line, a file or a line is wrong, or there is no scenario"
    })
public final class TestCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(
      paramLabel = "DIR",
      description =
          "A folder with the folder `policies` and with scenario files, whose names end in .jsonl.")
  private String folder = "";

  @Option(
      names = "--policies",
      paramLabel = "POLICIES",
      description =
          "The policies in place of DIR/policies: a policy directory, a folder of key policies, a"
              + " template, plan or state, or one key policy.")
  private String policies = "";

  @Option(
      names = "--scenarios",
      paramLabel = "FILE",
      description = "A scenario file, or a folder with some; may be repeated. In place of all.")
  private List<String> scenarios = new ArrayList<>();

  @Option(
      names = "--minimum",
      paramLabel = "PERCENT",
      description = "The smallest policy coverage that is enough.")
  private @Nullable String minimum;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "The format of the results: text (default), json, or junit for JUnit XML.")
  private String format = "text";

  @Option(names = "--html", paramLabel = "FILE", description = "Write the coverage as a page.")
  private String html = "";

  @Option(names = "--coverage", paramLabel = "FILE", description = "Write the coverage as JSON.")
  private String coverage = "";

  @Mixin private InputOptions input = new InputOptions();

  /** A command with this input and output. */
  public TestCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    if (!List.of("text", "json", "junit").contains(format)) {
      throw new BadInputException(
          "--format: `" + format + "` is no format; it must be `text`, `json` or `junit`");
    }
    TestedFolder tested = new TestedFolder(context::resolve, folder);
    String source = tested.policies(policies);
    TestResults results =
        new TestRunner(context::resolve, load(source))
            .run(tested.scenarios(scenarios, source), minimum());
    write(source, results);
    results.warnings().forEach(one -> context.err().println("warning: " + SafeText.of(one)));
    results.problems().forEach(problem -> context.err().println(SafeText.of(problem)));
    results.shortfall().ifPresent(text -> context.err().println(SafeText.of(firstLine(text))));
    return status(results);
  }

  private Policies load(String source) throws IOException {
    if (!Files.exists(context.resolve(source))) {
      throw new BadInputException(
          source + ": there is no such file; a policy directory or a key policy is needed");
    }
    if (InputForms.isState(context, source, input)) {
      return Policies.of(source, input.read(context, source).report(context.err()).directory());
    }
    PolicyTexts texts = new PolicyTexts(new PolicyFiles(context), input.inputs(context));
    NamedPolicy policy = new NamedPolicy(source, texts.policy(PolicyType.KEY, source).document());
    return Policies.keyPolicy(policy, input.none().layers(context).has(LayerName.IDENTITY));
  }

  private Optional<BigDecimal> minimum() {
    try {
      return Optional.ofNullable(minimum).map(CoverageReport::minimum);
    } catch (IllegalArgumentException invalid) {
      throw new BadInputException("--minimum: " + invalid.getMessage());
    }
  }

  private void write(String source, TestResults results) throws IOException {
    if (!html.isEmpty()) {
      Files.writeString(context.resolve(html), CoveragePage.of(source, results.coverage()));
    }
    if (!coverage.isEmpty()) {
      Files.writeString(context.resolve(coverage), CoverageJson.of(results.coverage()));
    }
    try (Writer out = context.writer()) {
      out.write(
          switch (format) {
            case "json" -> results.json();
            case "junit" -> results.xml();
            default -> SafeText.of(results.text());
          });
    }
  }

  /** What the text above does not say: the parts that no scenario needs are in it. */
  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private int status(TestResults results) {
    if (results.failed() > 0) {
      return ExitStatus.DENIED;
    }
    if (!results.problems().isEmpty()) {
      return ExitStatus.BAD_INPUT;
    }
    if (results.results().isEmpty()) {
      context.err().println("there is no scenario, so nothing was tested");
      return ExitStatus.BAD_INPUT;
    }
    return results.shortfall().isPresent() ? ExitStatus.DENIED : ExitStatus.OK;
  }
}
