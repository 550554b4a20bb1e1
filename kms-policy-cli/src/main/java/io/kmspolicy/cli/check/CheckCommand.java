package io.kmspolicy.cli.check;

import io.kmspolicy.analysis.gain.AcceptedGains;
import io.kmspolicy.cli.check.PolicyVersion.Directory;
import io.kmspolicy.cli.check.PolicyVersion.StateFile;
import io.kmspolicy.cli.input.AssumeNoneOption;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.OptionWords;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.cli.lint.LintOptions;
import io.kmspolicy.cli.lockout.LockoutNames;
import io.kmspolicy.cli.prove.ProofScope;
import io.kmspolicy.cli.replay.Assumptions;
import io.kmspolicy.cli.replay.ChosenEvents;
import io.kmspolicy.inputs.InputKey;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.lint.LintRun;
import io.kmspolicy.inputs.lockout.PrincipalFacts;
import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kms-policy check}: checks a change of policies and reports once. */
@Command(
    name = "check",
    header = "Checks a change of policies: lint, lockout, new access, and recorded calls.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Reports new findings of the linter, key policies that KMS would refuse or that nobody could"
          + " change again, requests that only the new policies allow, and with --trail the"
          + " recorded calls that the change breaks."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:every part passed, as far as --fail-on counts it",
      "1:a part failed",
      "2:the command line or a file is wrong, or a record of a trail could not be read",
      "3:no part failed, and a part is indeterminate"
    })
public final class CheckCommand implements Callable<Integer> {

  /** The formats of the report. */
  enum Format {
    TEXT,
    JSON,
    SARIF,
    MARKDOWN,
    JUNIT
  }

  private final CliContext context;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--before",
      paramLabel = "POLICIES",
      description = {
        "The policies before the change: a policy directory, a policy document, a CloudFormation"
            + " template, a Terraform state, or output of the AWS command line. May be left out if"
            + " --after is a Terraform plan, which holds both."
      })
  private String before = "";

  @Option(
      names = "--after",
      required = true,
      paramLabel = "POLICIES",
      description =
          "The policies after the change, in the same form, or a plan as `terraform show -json`"
              + " prints it. If one side is a policy directory, the other one may be a plan, a"
              + " template or a state that changes it.")
  private String after = "";

  @Option(
      names = "--trail",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Files and directories with CloudTrail records, as `kms-policy replay` reads them.")
  private List<String> trails = new ArrayList<>();

  @Option(
      names = "--caller",
      paramLabel = "ARN",
      description = {
        "Who sets the key policies, such as the role of the deployment; may be repeated for several"
            + " accounts. Without it, only what holds for every caller is decided."
      })
  private List<String> callers = new ArrayList<>();

  @Option(
      names = "--accept",
      paramLabel = "FILE",
      description = {
        "Gains that are intended, as JSON with principal, actions, key, reason and expires. They"
            + " are matched exactly, listed, and do not fail the part new-access."
      })
  private @Nullable String accept;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "text (default), json, sarif, markdown for a pull request, or junit for JUnit XML.")
  private String format = "text";

  @Mixin private FailOn failOn = new FailOn();

  @Mixin private ProofScope scope = new ProofScope();

  @Mixin private LintOptions lint = new LintOptions();

  @Mixin private Assumptions assumptions = new Assumptions();

  @Mixin private AssumeNoneOption none = new AssumeNoneOption();

  /** A command with this input and output. */
  public CheckCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec, "set by picocli").commandLine();
    Format chosen = OptionWords.parse(line, "--format", format, Format.values());
    CheckReport report = report(line, failOn.rules(line));
    try (Writer out = context.writer()) {
      out.write(
          switch (chosen) {
            case TEXT -> CheckText.of(report);
            case JSON -> report.json();
            case SARIF -> report.sarif(context);
            case MARKDOWN -> CheckMarkdown.of(report);
            case JUNIT -> report.xml();
          });
    }
    return report.status();
  }

  private AcceptedGains accepted(String file) {
    try (InputStream in = context.open(file)) {
      return AcceptedGains.read(file, in);
    } catch (IOException failure) {
      throw new BadInputException(FileFailure.message(file, failure));
    }
  }

  private CheckReport report(CommandLine line, FailOn.Rules rules) throws IOException {
    List<AccountCaller> setters = callers.stream().map(LockoutNames::caller).toList();
    AcceptedGains accepted = accept == null ? AcceptedGains.none() : accepted(accept);
    assumptions.warn(context);
    ReplayOptions options = assumptions.options(new ChosenEvents());
    List<String> names =
        before.isEmpty() || VersionReader.isEmpty(context, before)
            ? List.of(after)
            : List.of(before, after);
    List<String> beside = new ArrayList<>(callers);
    scope.key().ifPresent(beside::add);
    PolicyInputs stated =
        trails.isEmpty()
            ? AnyValues.of(context, lint.stated(), names, beside)
            : lint.inputs(context); // Recorded calls name accounts and roles.
    PolicyInputs inputs = scope.key().map(LockoutNames::key).map(stated::key).orElse(stated);
    VersionReader reader =
        new VersionReader(
            context, inputs.withOpaqueValues().withPublishedPolicies(), lint.stated(), none);
    PolicyVersion next = reader.read("--after", after);
    PolicyVersion old = before.isEmpty() ? reader.beforeOf(next) : reader.read("--before", before);
    LintRun run = lint.run(context, line, List.of(after), organization(next, old));
    run.note(context.err());
    Optional<LintRun> baseline = baseline(line, old, next);
    NewFindings known =
        baseline.map(first -> newFindings(old, next, first)).orElseGet(NewFindings::new);
    ComparedPolicies change = new ComparedPolicies(context, old, next, none);
    List<Part> parts = new ArrayList<>();
    OpenBefore open = new OpenBefore(baseline);
    parts.add(new LintPart(run, known.in(after, run), rules.least(), open));
    parts.add(
        lockouts(next, setters, change.sourceAfter(), CheckedPrincipals.of(old, next))
            .of(
                run,
                open,
                new EarlierLockouts(
                    lockouts(old, setters, change.sourceBefore(), CheckedPrincipals.of(old, old)),
                    baseline)));
    parts.add(
        change.newAccess(
            scope,
            lint.account(),
            accepted,
            notCompared(old, next, baseline, run),
            baseline.map(one -> run.addresses().and(one.addresses())).orElseGet(run::addresses)));
    if (!trails.isEmpty()) {
      parts.add(change.replay(options, trails));
    }
    return new CheckReport(
        old.name(), after, Remarks.of(old, next, run, open), run.shown(), parts, rules);
  }

  private LockoutAnswers lockouts(
      PolicyVersion version,
      List<AccountCaller> setters,
      Optional<PolicySource> others,
      CheckedPrincipals principals) {
    return new LockoutAnswers(
        version.name(),
        scope.key().map(LockoutNames::key),
        lint.account(),
        setters,
        others,
        keys(version),
        principals);
  }

  /** The findings before the change; empty if there were no policies. */
  private Optional<LintRun> baseline(CommandLine line, PolicyVersion old, PolicyVersion next)
      throws IOException {
    Set<String> own = organization(old, next);
    if (isPlanOf(old, next) && next instanceof StateFile plan) {
      return Optional.of(lint.runBefore(context, plan.name(), plan.text(), true, own));
    }
    if (old instanceof StateFile file && !file.isFolder()) {
      boolean isPlan = before.isEmpty();
      return Optional.of(lint.runBefore(context, file.name(), file.text(), isPlan, own));
    }
    return before.isEmpty() || VersionReader.isEmpty(context, before)
        ? Optional.empty()
        : Optional.of(lint.run(context, line, List.of(before), own));
  }

  /** The accounts of the organization that the directory of a version, or beside it, states. */
  private static Set<String> organization(PolicyVersion version, PolicyVersion other) {
    return Stream.of(version, other)
        .filter(Directory.class::isInstance)
        .map(found -> PrincipalFacts.organization(((Directory) found).directory()))
        .findFirst()
        .orElseGet(Set::of);
  }

  /** Whether the policies after the change are a plan that changes a directory. */
  private static boolean isPlanOf(PolicyVersion old, PolicyVersion next) {
    return old instanceof Directory && next instanceof StateFile file && file.before().isPresent();
  }

  /**
   * The findings that are known: a plan holds those before it, and documents of different forms are
   * compared by their keys.
   */
  private static NewFindings newFindings(PolicyVersion old, PolicyVersion next, LintRun baseline) {
    if (isPlanOf(old, next)) {
      return new NewFindings(next.name(), baseline);
    }
    if (OverlaidChange.of(old, next).isEmpty()) {
      return new NewFindings(old.name(), baseline);
    }
    Map<String, KmsResource.Key> named = keys(old);
    named.putAll(keys(next));
    return new NewFindings(
        old.name(),
        baseline,
        (name, policy) ->
            PolicyLayout.of(policy)
                .key()
                .or(() -> Optional.ofNullable(named.get(policy.substring(policy.indexOf('#') + 1))))
                .map(KmsResource.Key::arn)
                .orElseGet(() -> NewFindings.below(name, policy)));
  }

  private static List<String> notCompared(
      PolicyVersion old, PolicyVersion next, Optional<LintRun> baseline, LintRun run) {
    if (!(next instanceof StateFile second)
        || !(old instanceof StateFile || old instanceof Directory)) {
      return List.of();
    }
    InputState prior =
        old instanceof StateFile first
            ? first.state()
            : second.before().orElseGet(() -> nothing(second));
    if (second.isFolder()) {
      return NotCompared.leftOpen(prior, second.state(), Set.of());
    }
    Optional<String> text =
        old instanceof StateFile first && !first.isFolder()
            ? Optional.of(first.text())
            : Optional.empty();
    Optional<LintRun> known =
        baseline.filter(unused -> old instanceof StateFile || isPlanOf(old, next));
    List<String> found =
        NotCompared.of(
            prior, second.state(), known, run, NotCompared.removedPrincipals(text, second.text()));
    found.addAll(NotCompared.beside(text, second.state(), second.text(), run));
    return found;
  }

  private static InputState nothing(StateFile file) {
    return new InputState(file.state().shape(), List.of(), List.of(), List.of(), List.of());
  }

  /** The keys of a file by the names of their policies. */
  private static Map<String, KmsResource.Key> keys(PolicyVersion version) {
    Map<String, KmsResource.Key> keys = new HashMap<>();
    if (version instanceof StateFile file) {
      for (InputKey key : file.state().keys()) {
        key.policy().known().forEach(policy -> keys.put(policy.name(), key.key()));
      }
    }
    return keys;
  }
}
