package io.kmspolicy.cli.replay;

import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.cli.input.InputNames;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.NewDirectory;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.Replay;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.ReplayOptions.Explanations;
import io.kmspolicy.replay.ReplayReport;
import io.kmspolicy.replay.report.ReplayOutcome;
import io.kmspolicy.replay.report.SuggestionReport;
import io.kmspolicy.replay.result.KeySuggestion;
import io.kmspolicy.replay.result.UsageReport;
import io.kmspolicy.replay.suggest.SuggestedPolicies;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy replay}: judges the KMS events of CloudTrail on policies. */
@Command(
    name = "replay",
    header = "Judges the KMS events of CloudTrail on policies.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Reads CloudTrail records and compares AWS's answers with the answers of a policy directory;"
          + " with --proposed, also with those of another one.",
      "Reads the files that CloudTrail delivers, records one a line, the output of `aws cloudtrail"
          + " lookup-events`, events of EventBridge, and decision logs of the interceptor,"
          + " compressed by gzip or not."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:no certain denial of a call that AWS allowed, and nothing breaks",
      "1:a certain denial of a call that AWS allowed, or the proposed policies break a call",
      "2:the command line or a file is wrong, a record could not be read, or no event was judged",
      "3:with --proposed, nothing breaks for certain, and something may break"
    })
public final class ReplayCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(
      paramLabel = "TRAIL",
      arity = "1..*",
      description = "Files and directories with CloudTrail records; - is standard input.")
  private List<String> trails = new ArrayList<>();

  @Mixin private ReplayedPolicies policies = new ReplayedPolicies();

  @Option(
      names = "--history",
      description =
          "Rebuild key policies and grants from the trail and decide each event on the state at"
              + " its time; reads the trail twice.")
  private boolean history;

  @Option(
      names = "--unused",
      description =
          "List the statements, grants, actions and principals of the policies in force that no"
              + " call needed.")
  private boolean unused;

  @Option(
      names = "--suggest",
      paramLabel = "OUT",
      description =
          "Write key policies that allow what the calls needed, and little more, as a policy"
              + " directory, which must not exist; reads the trail twice.")
  private String suggest = "";

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also write the report as a page: one file, without outside resources.")
  private String html = "";

  @Option(
      names = "--show-values",
      description = "Show the values of encryption contexts in the explanations of the page.")
  private boolean showValues;

  @Mixin private Assumptions assumptions = new Assumptions();

  @Mixin private InputOptions input = new InputOptions();

  @Mixin private ChosenEvents events = new ChosenEvents();

  /** A command with this input and output. */
  public ReplayCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    Optional<SuggestionWriter> writer =
        suggest.isEmpty()
            ? Optional.empty()
            : Optional.of(new SuggestionWriter(NewDirectory.of(context, "--suggest", suggest)));
    PolicyInput inForce = input.read(context, policies.current()).report(context.err());
    Optional<PolicyInput> proposed = proposed();
    requirePlaceless(inForce, proposed);
    Policies current = Policies.of(inForce.directory());
    Optional<Policies> next = proposed.map(PolicyInput::directory).map(Policies::of);
    TrailFiles files = TrailFiles.of(context, trails);
    checkOptions(files);
    assumptions.warn(context);
    ReplayReport report;
    Optional<UsageReport> usage;
    List<KeySuggestion> suggestions;
    try (Replay replay = new Replay(current, next, options())) {
      if (history) {
        files.read(replay::readChanges, unread -> {});
      }
      files.read(replay::read, replay::lose);
      report = replay.report();
      usage = unused ? usage(replay, InputNames.of(inForce)) : Optional.empty();
      suggestions = suggest.isEmpty() ? List.of() : suggestions(replay, inForce, files);
    }
    if (writer.isPresent()) {
      writer.get().write(suggestions);
    }
    try (Writer out = context.writer()) {
      out.write(ReplayOutcome.text(report, usage, suggestions, policies.isJson()));
      out.write(policies.isJson() ? "" : writer.map(one -> one.text(suggestions)).orElse(""));
    }
    int status = ReplayOutcome.status(report, context.err());
    if (!html.isEmpty()) {
      writePage(ReplayPage.of(report, usage, suggestions));
    }
    return status;
  }

  /** The report has been printed before: it is there also if the page cannot be written. */
  private void writePage(String page) {
    try {
      Files.writeString(context.resolve(html), page);
    } catch (IOException failure) {
      throw new BadInputException(
          "--html: " + html + ": the page cannot be written: " + FileFailure.reason(failure));
    }
  }

  private void checkOptions(TrailFiles files) {
    if (history && unused) {
      throw new BadInputException(
          "--unused: not together with --history, which replays several states of a policy");
    }
    if (!suggest.isEmpty()
        && (history
            || policies.proposed().isPresent()
            || assumptions.options(events).account().isPresent())) {
      throw new BadInputException(
          "--suggest: not together with --history, --proposed or --caller-account");
    }
    Optional<String> once = files.readableOnce();
    if ((history || !suggest.isEmpty()) && once.isPresent()) {
      throw new BadInputException(
          (history ? "--history" : "--suggest")
              + " reads the trail twice, so it cannot read "
              + (once.get().equals(CliContext.STANDARD_INPUT)
                  ? "standard input"
                  : once.get() + ", which is no regular file"));
    }
  }

  /** The suggestions that keep the key manageable and break no call of the trail. */
  private List<KeySuggestion> suggestions(Replay replay, PolicyInput inForce, TrailFiles files)
      throws IOException {
    Policies current = Policies.of(inForce.directory());
    List<KeySuggestion> drafts = drafts(replay, InputNames.of(inForce));
    Policies suggested =
        new Policies(new SuggestedPolicies(current.source(), drafts), current.keys());
    ReplayOptions plain = assumptions.options(events);
    try (Replay again = new Replay(current, Optional.of(suggested), plain)) {
      files.read(again::read, again::lose);
      return SuggestionReport.unbroken(drafts, again.report());
    }
  }

  /** A proof can take seconds, so each key counts as a step. */
  private List<KeySuggestion> drafts(Replay replay, DirectoryNames names) {
    List<KeySuggestion> drafts = new ArrayList<>();
    Progress progress = new Progress(context, "key policies of " + names.keys().size());
    try {
      for (KmsResource.Key key : names.keys()) {
        drafts.addAll(
            SuggestionWriter.manageable(replay.suggestions(List.of(key), names.callers())));
        progress.step("suggestions");
      }
    } finally {
      progress.clear();
    }
    return drafts;
  }

  private ReplayOptions options() {
    Explanations kind = showValues ? Explanations.FULL : Explanations.REDACTED;
    return assumptions
        .options(events)
        .withHistory(history)
        .withUsage(unused)
        .withSuggestions(!suggest.isEmpty())
        .with(html.isEmpty() ? Explanations.NONE : kind);
  }

  private static Optional<UsageReport> usage(Replay replay, DirectoryNames names) {
    return replay.usage(names.keys(), names.callers());
  }

  private Optional<PolicyInput> proposed() throws IOException {
    Optional<String> name = policies.proposed();
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(input.read(context, name.get()).report(context.err()));
  }

  /** A policy directory says itself where its keys are. */
  private void requirePlaceless(PolicyInput inForce, Optional<PolicyInput> proposed) {
    boolean isDirectory =
        inForce.root().isPresent() && proposed.map(next -> next.root().isPresent()).orElse(true);
    if (isDirectory && input.hasPlace()) {
      throw new BadInputException(
          "--account, --region: a policy directory says where its keys are; --caller-account"
              + " chooses events by the account of their callers");
    }
  }
}
