package io.kmspolicy.cli;

import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.input.UniqueIds;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.PolicyFiles;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.engine.facts.CallerFacts;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.ResourceFacts;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.lint.fix.Fix;
import io.kmspolicy.lint.fix.FixGenerator;
import io.kmspolicy.lint.report.FixReport;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.SafeText;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy explain}: decides one request and explains the decision. */
@Command(
    name = "explain",
    header = "Explains the text of an error, a recorded call, or the decision of one request.",
    customSynopsis = {
      "kms-policy explain TEXT|FILE|- [--policies=DIR] [OPTION...]",
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

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT|FILE|-",
      description = {
        "The text of an error, a CloudTrail event or what GetRequestAuthorizationDetails returns; a"
            + " file with it, or - for standard input. An error may have anything around it."
      })
  private String text = "";

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
      names = "--new-statement",
      description =
          "Suggest a new statement also where an Allow statement for the caller fails by one"
              + " condition.")
  private boolean newStatement;

  @Option(
      names = "--redact",
      description = "Withhold the values of the request's encryption context.")
  private boolean redact;

  public ExplainCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    policies.check(context, input.none().layers(context));
    RequestOptions given = request;
    RecordedCallOptions call = recorded;
    boolean names = call != null && call.namesCall();
    if (!text.isEmpty()) {
      if (names) {
        throw new BadInputException("TEXT: not together with --event or --error");
      }
      return explain(ExplainedText.of(context, text), call, caller(given));
    }
    if (given != null && call == null) {
      return explain(given);
    }
    if (given == null && call != null) {
      return explain(call.text(), call, Optional.empty());
    }
    throw new BadInputException(
        "give the text of an error or an event, or --principal and --action");
  }

  private static Optional<Caller> caller(@Nullable RequestOptions given) {
    if (given == null) {
      return Optional.empty();
    }
    Optional<Caller> caller = given.onlyCaller();
    if (caller.isEmpty()) {
      throw new BadInputException(
          "TEXT: not together with a request; only --principal can be given, for a text that does"
              + " not name the caller, and --assume for condition keys");
    }
    return caller;
  }

  private int explain(
      ExplainedText given, @Nullable RecordedCallOptions stated, Optional<Caller> caller)
      throws IOException {
    RecordedCallOptions call = stated == null ? new RecordedCallOptions() : stated;
    TextExplainer explainer =
        new TextExplainer(
            context,
            directory.isEmpty()
                ? Optional.empty()
                : Optional.of(input.read(context, directory).report(context.err())),
            input.none().alone(context),
            call,
            caller,
            newStatement,
            policies.keyPolicy(),
            input.inputs(context),
            policies.overlay(new PolicyFiles(context), input.inputs(context)));
    TextAnswer answer = explainer.explain(given);
    try (Writer out = context.writer()) {
      out.write(json ? answer.json(redact) + "\n" : SafeText.of(answer.text(redact)));
    }
    return answer.status();
  }

  private int explain(RequestOptions given) throws IOException {
    Question question = directory.isEmpty() ? stated(given) : inDirectory(given);
    given.warnings().forEach(context.err()::println);
    ExplainedRequest explained = question.explained();
    UniqueIds ids = question.ids();
    String text =
        json
            ? ids.added(json(question)) + "\n"
            : explained.text(redact) + takenAsNone() + fixText(question);
    try (Writer out = context.writer()) {
      out.write(json ? text : SafeText.of(text + ids.section(text)));
    }
    if (context.progress() && explained.request().context() instanceof RequestFacts facts) {
      ContextOptions.settling(facts, explained.explanation().unknown().context())
          .ifPresent(context.err()::println);
    }
    return ExitStatus.of(explained.decision());
  }

  private String fixText(Question question) {
    return hasFix(question) ? FixReport.text(fix(question)) : "";
  }

  private boolean hasFix(Question question) {
    return question.explained().decision().isCertainDenial() && !redact;
  }

  /** The explanation with the members `beside` and `fix`. */
  private String json(Question question) {
    StringBuilder all = new StringBuilder(question.explained().shown(redact).json());
    question
        .explained()
        .beside()
        .ifPresent(
            other ->
                add(
                    all,
                    JsonWriter.text(
                        JsonWriter.Layout.COMPACT,
                        out ->
                            out.object(
                                () -> out.member("beside").raw(other.shown(redact).json())))));
    if (hasFix(question)) {
      add(
          all,
          JsonWriter.text(
              JsonWriter.Layout.COMPACT,
              out -> out.object(() -> FixReport.member(fix(question), out))));
    }
    return all.toString();
  }

  /** Adds the members of an object to another one. */
  private static void add(StringBuilder object, String members) {
    object.setLength(object.length() - 1);
    object.append(',').append(members, 1, members.length());
  }

  private Fix fix(Question question) {
    return FixGenerator.of(question.explained().denied(newStatement, question.ids()));
  }

  /** An explained request, and the unique ids that are known. */
  private record Question(ExplainedRequest explained, UniqueIds ids) {}

  private Question stated(RequestOptions given) throws IOException {
    AuthorizationRequest request = given.request();
    PolicySet known = withOptions(PolicySet.builder().build());
    RequestFacts facts =
        RequestFacts.of(
            CallerFacts.of(request.caller()).among(known),
            request.action(),
            ResourceFacts.of(request.resource()));
    return new Question(
        ExplainedRequest.of(request.in(given.stated(facts)), known, Optional.empty()),
        UniqueIds.none());
  }

  private Question inDirectory(RequestOptions given) throws IOException {
    PolicyInput read = input.read(context, directory).report(context.err());
    DirectoryRequest found = new DirectoryRequest(read);
    AuthorizationRequest request = given.request(found);
    Optional<KmsResource.Key> key = found.keyBeside(request);
    Optional<ExplainedRequest> beside =
        key.isEmpty()
            ? Optional.empty()
            : Optional.of(
                explained(given, found, given.on(request, key.get(), found), Optional.empty()));
    return new Question(explained(given, found, request, beside), UniqueIds.of(Optional.of(read)));
  }

  private ExplainedRequest explained(
      RequestOptions given,
      DirectoryRequest found,
      AuthorizationRequest request,
      Optional<ExplainedRequest> beside)
      throws IOException {
    PolicySet known = withOptions(found.policies(request, given.statesManager()));
    return ExplainedRequest.of(
        request.in(given.stated(found.facts(request, known))), known, beside);
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
