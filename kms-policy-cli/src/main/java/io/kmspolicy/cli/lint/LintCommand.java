package io.kmspolicy.cli.lint;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.cli.io.SafeText;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.PolicyLinter;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.resource.Arn;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
    footer = {
      "",
      "Exit code: 0 if no finding has the severity of --fail-on or a higher one, 1 if one has, 2 if"
          + " the policies or the settings cannot be read."
    })
public final class LintCommand implements Callable<Integer> {

  private static final int FOUND = 1;

  /** The formats of the output. */
  enum Format {
    TEXT,
    JSON,
    SARIF
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
      names = "--type",
      paramLabel = "TYPE",
      description =
          "The type of the documents: identity, permissions-boundary, session, service-control,"
              + " resource-control, key, vpc-endpoint or grants. By default the type is inferred"
              + " and reported.")
  private String type = "";

  @Option(names = "--format", paramLabel = "FORMAT", description = "text (default), json or sarif.")
  private String format = "text";

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "The lowest severity that gives exit code 1: error (default), warning or info.")
  private String failOn = "error";

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description =
          "A YAML or JSON file with severities of rules and accepted findings. By default it is the"
              + " nearest .kms-policy.yaml or .kms-policy.json in the directory of each file or"
              + " above it.")
  private @Nullable String settings;

  @Option(
      names = "--account",
      paramLabel = "ID",
      description =
          "The account that owns the keys of key policies. By default it is inferred from the place"
              + " in a policy directory or from the policy.")
  private String account = "";

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "The Region in which templates are deployed: `AWS::Region`.")
  private String region = "";

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "The value of a parameter of CloudFormation templates; may be repeated.")
  private Map<String, String> parameters = new HashMap<>();

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description =
          "Leave out files and folders of directories with this name or path, such as cdk.out or"
              + " **/test/*.json; may be repeated.")
  private List<String> exclude = new ArrayList<>();

  @Option(
      names = "--no-ignore",
      description = "In directories, also read the files that .gitignore files leave out.")
  private boolean readsIgnored;

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
      names = {"-q", "--quiet"},
      description =
          "Do not name the settings, the JSON files that are no policies, and ignored files.")
  private boolean quiet;

  /** A command with this input and output. */
  public LintCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Optional<DocumentType> stated = type.isEmpty() ? Optional.empty() : Optional.of(documentType());
    if (!account.isEmpty() && !Arn.isAccountId(account)) {
      throw new ParameterException(
          spec().commandLine(), "`" + account + "` is no account id; it has twelve digits");
    }
    if (writesBaseline && baseline.isEmpty()) {
      throw new ParameterException(
          spec().commandLine(), "--write-baseline: give the file with --baseline FILE");
    }
    Severity least = word(Severity.values(), failOn, "--fail-on");
    Renderer renderer = renderer(word(Format.values(), format, "--format"));
    PrintWriter out = spec().commandLine().getOut();
    try {
      EmbeddedPolicies embedded =
          new EmbeddedPolicies(
              PolicyInputs.create().account(account).region(region).parameters(parameters));
      LintedFiles linted =
          new LintedFiles(stated, context, new ExcludedFiles(exclude), !readsIgnored, embedded);
      List<PolicyText> texts;
      try {
        texts = linted.read(names);
      } finally {
        note(embedded.unresolved());
      }
      PolicyLinter linter =
          account.isEmpty() ? new PolicyLinter() : new PolicyLinter().ofAccount(account);
      List<PolicyText> shown = embedded.shown(texts);
      Set<String> sources = new LinkedHashSet<>();
      shown.forEach(text -> sources.add(text.source()));
      List<Finding> findings = new ArrayList<>();
      lint(linter, texts).forEach(finding -> findings.add(embedded.located(finding)));
      findings.addAll(linted.unreadable());
      SettingsFiles files = new SettingsFiles(context, settings);
      Baseline.Comparison compared = compare(files.apply(sources, findings));
      if (!quiet) {
        note(linted, settings == null ? files.used() : Set.of());
      }
      renderer.render(new LintReport(shown, compared, embedded.unresolved()), out);
      out.flush();
      return compared.result().reaches(least) ? FOUND : 0;
    } catch (IOException e) {
      throw BadInputException.of(e);
    }
  }

  private List<Finding> lint(PolicyLinter linter, List<PolicyText> texts) {
    Progress progress = new Progress(context, "policies");
    try {
      return linter.lint(texts, text -> progress.step(text.source()));
    } finally {
      progress.clear();
    }
  }

  private Baseline.Comparison compare(LintResult result) throws IOException {
    if (baseline.isEmpty()) {
      return Baseline.Comparison.none(result);
    }
    Baseline known = new Baseline(context, baseline);
    if (writesBaseline) {
      known.write(result);
    }
    return known.compare(result);
  }

  /** Policies that were not checked are named even with {@code --quiet}. */
  private void note(List<UnresolvedPolicy> unchecked) {
    for (UnresolvedPolicy open : unchecked) {
      context
          .err()
          .println(
              SafeText.of(
                  open.location() + ": `" + open.name() + "` is not checked: " + open.reason()));
    }
    if (unchecked.stream().anyMatch(open -> open.reason().endsWith(" is not stated"))) {
      context
          .err()
          .println("state such values with --account, --region and --parameter NAME=VALUE");
    }
  }

  private void note(LintedFiles linted, Set<String> used) {
    used.forEach(file -> context.err().println(SafeText.of("settings: " + file)));
    List<String> ignored = linted.ignored();
    if (!ignored.isEmpty()) {
      context.err().println(SafeText.of(ignoredText(ignored.get(0), ignored.size() - 1)));
    }
    List<String> others = linted.others();
    if (!others.isEmpty()) {
      int more = others.size() - 1;
      String rest =
          switch (more) {
            case 0 -> " is no policy for KMS and was left alone";
            case 1 -> " and 1 other JSON file are no policies for KMS and were left alone";
            default ->
                " and " + more + " other JSON files are no policies for KMS and were left alone";
          };
      context.err().println(SafeText.of(others.get(0) + rest));
    }
  }

  private static String ignoredText(String first, int more) {
    String rest =
        switch (more) {
          case 0 -> " is ignored";
          case 1 -> " and 1 other path are ignored";
          default -> " and " + more + " other paths are ignored";
        };
    return first
        + rest
        + " by .gitignore and left out; --no-ignore reads "
        + (more == 0 ? "it" : "them");
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "set by picocli");
  }

  private DocumentType documentType() {
    return DocumentType.parse(type)
        .orElseThrow(
            () ->
                wrong(type, "--type", DocumentType.all().stream().map(DocumentType::id).toList()));
  }

  private <T extends Enum<T>> T word(T[] words, String text, String option) {
    return Arrays.stream(words)
        .filter(word -> word.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    text,
                    option,
                    Arrays.stream(words)
                        .map(word -> word.name().toLowerCase(Locale.ROOT))
                        .toList()));
  }

  private ParameterException wrong(String text, String option, List<String> words) {
    return new ParameterException(
        spec().commandLine(),
        "`"
            + text
            + "` is not a value of "
            + option
            + "; it must be one of "
            + String.join(", ", words));
  }

  private Renderer renderer(Format chosen) {
    return switch (chosen) {
      case TEXT -> new TextRenderer(spec().commandLine().getColorScheme().ansi().enabled());
      case JSON -> new JsonRenderer();
      case SARIF -> new SarifRenderer(context);
    };
  }
}
