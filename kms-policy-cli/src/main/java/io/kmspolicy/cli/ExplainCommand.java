package io.kmspolicy.cli;

import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.ExitStatus;
import io.kmspolicy.cli.io.PolicyFiles;
import io.kmspolicy.cli.io.SafeText;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.replay.ExplainedCall;
import io.kmspolicy.replay.report.CallReport;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms-policy explain}: decides one request and explains the decision. */
@Command(
    name = "explain",
    header = "Decides one request and explains the decision.",
    customSynopsis = {
      "kms-policy explain --principal=ARN --action=ACTION [--resource=ARN] [OPTION...]",
      "kms-policy explain --principal=ARN --action=ACTION --resource=KEY --policies=DIR"
          + " [OPTION...]",
      "kms-policy explain --event=FILE[:LINE[:NUMBER]] --policies=DIR [OPTION...]",
      "kms-policy explain --error=TEXT [--key=KEY] --policies=DIR [OPTION...]"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "The explanation is a tree, from the decision down to the value that did not match.",
      "Layers without an option are taken as none, as in a scenario; the text lists them."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:allowed",
      "1:denied, explicitly or implicitly",
      "2:the command line or a file is wrong",
      "3:indeterminate"
    })
final class ExplainCommand implements Callable<Integer> {

  private final CliContext context;

  @ArgGroup(exclusive = false, multiplicity = "0..1", heading = "%nThe request:%n")
  private @Nullable RequestOptions request;

  @ArgGroup(exclusive = false, multiplicity = "0..1", heading = "%nA recorded call:%n")
  private @Nullable RecordedCallOptions recorded;

  @Option(
      names = "--policies",
      paramLabel = "DIR",
      description =
          "The policy directory; or a template, a plan, a state, or output of the AWS command line."
              + " An option for a layer replaces the layer of the directory.")
  private String directory = "";

  @Mixin private InputOptions input = new InputOptions();

  @ArgGroup(exclusive = false, heading = "%nPolicies and grants:%n")
  private PolicyOptions policies = new PolicyOptions();

  @Option(names = "--json", description = "Print the explanation as JSON.")
  private boolean json;

  @Option(
      names = "--redact",
      description = "Withhold the values of the request's encryption context.")
  private boolean redact;

  public ExplainCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    RequestOptions given = request;
    RecordedCallOptions call = recorded;
    if (given != null && call == null) {
      return explain(given);
    }
    if (given == null && call != null && !directory.isEmpty()) {
      return explain(call);
    }
    throw new BadInputException(
        "give either --principal and --action, or --policies with --event or --error");
  }

  private int explain(RecordedCallOptions call) throws IOException {
    policies.requireUnused();
    ExplainedCall full = call.explain(context, input.read(context, directory).report(context));
    ExplainedCall explained = redact ? full.redacted() : full;
    try (Writer out = context.writer()) {
      out.write(json ? CallReport.json(explained) + "\n" : SafeText.of(CallReport.text(explained)));
    }
    return switch (explained.ours()) {
      case ALLOWED -> ExitStatus.OK;
      case DENIED -> ExitStatus.DENIED;
      case OPEN -> ExitStatus.INDETERMINATE;
    };
  }

  private int explain(RequestOptions given) throws IOException {
    Question question = directory.isEmpty() ? stated(given) : inDirectory(given);
    given.warnings().forEach(context.err()::println);
    Explanation full = PolicyEvaluator.tables().explain(question.request(), question.policies());
    Explanation explanation = redact ? full.redacted() : full;
    try (Writer out = context.writer()) {
      out.write(
          json ? explanation.toJson() + "\n" : SafeText.of(explanation.toText() + takenAsNone()));
    }
    if (context.progress() && question.request().context() instanceof RequestFacts facts) {
      ContextOptions.settling(facts, full.unknown().context()).ifPresent(context.err()::println);
    }
    return ExitStatus.of(explanation.decision());
  }

  /** A request with the policies that decide it. */
  private record Question(AuthorizationRequest request, PolicySet policies) {}

  private Question stated(RequestOptions given) throws IOException {
    input.requireNoneUnstated("--policies is not given, and a layer without an option is none");
    AuthorizationRequest request = given.request();
    PolicySet known = withOptions(PolicySet.builder().build());
    RequestFacts facts =
        RequestFacts.of(
            CallerFacts.of(request.caller()).among(known),
            request.action(),
            ResourceFacts.of(request.resource()));
    return new Question(request.in(given.stated(facts)), known);
  }

  private Question inDirectory(RequestOptions given) throws IOException {
    DirectoryRequest found = new DirectoryRequest(input.read(context, directory).report(context));
    AuthorizationRequest request = given.request(found);
    PolicySet known = withOptions(found.policies(request, given.statesManager()));
    return new Question(request.in(given.stated(found.facts(request, known))), known);
  }

  private PolicySet withOptions(PolicySet base) throws IOException {
    return policies.policies(new PolicyFiles(context), input.inputs(context), base);
  }

  private String takenAsNone() {
    List<String> none = policies.takenAsNone();
    return none.isEmpty() || !directory.isEmpty()
        ? ""
        : "\nTaken as none, because no option gives them: " + String.join(", ", none) + "\n";
  }
}
