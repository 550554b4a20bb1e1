package io.kmspolicy.cli;

import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.GivenKeys;
import io.kmspolicy.analysis.query.ServiceUseQuery;
import io.kmspolicy.cli.input.InputNames;
import io.kmspolicy.cli.input.UniqueIds;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.lockout.RefusedPolicy;
import io.kmspolicy.cli.query.ServiceQuestion;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryBuilder;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.lint.fix.AwsDenial;
import io.kmspolicy.lint.fix.DeniedRequest;
import io.kmspolicy.lint.fix.FixGenerator;
import io.kmspolicy.lint.report.CheckFix;
import io.kmspolicy.lint.report.LockoutReport;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.call.CiphertextReadings;
import io.kmspolicy.replay.call.DecidedRequest;
import io.kmspolicy.replay.call.EventPlace;
import io.kmspolicy.replay.call.ExplainedCall;
import io.kmspolicy.replay.call.RecordedCalls;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.DeniedCall;
import io.kmspolicy.replay.text.AuthorizationDetails;
import io.kmspolicy.replay.text.ErrorText;
import io.kmspolicy.replay.text.ErrorTextReader;
import io.kmspolicy.replay.text.MessageDetails;
import io.kmspolicy.replay.text.TextReport;
import io.kmspolicy.replay.text.WrappingService;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Explains a text on the policies of a directory or of options. */
final class TextExplainer {

  private static final String DECRYPT = "kms:Decrypt";

  private final CliContext context;
  private final Optional<PolicyInput> input;
  private final Optional<PolicyDirectory> otherwise;
  private final Optional<UnaryOperator<PolicySet>> layers;
  private final RecordedCallOptions stated;
  private final Optional<Caller> caller;
  private final boolean newStatement;
  private final UniqueIds ids;
  private final Optional<String> refused;
  private final PolicyInputs inputs;
  private final Policies policies;

  /**
   * An explainer.
   *
   * @param otherwise the layers that options state to be none, where there is no input
   * @param caller who called, for a text that does not name the caller
   * @param refused the file of a key policy, which KMS may have refused
   * @param inputs the reader of files of other forms
   * @param layers replaces layers by those of options
   */
  TextExplainer(
      CliContext context,
      Optional<PolicyInput> input,
      Optional<PolicyDirectory> otherwise,
      RecordedCallOptions stated,
      Optional<Caller> caller,
      boolean newStatement,
      Optional<String> refused,
      PolicyInputs inputs,
      Optional<UnaryOperator<PolicySet>> layers) {
    this.refused = refused;
    this.inputs = inputs;
    this.newStatement = newStatement;
    this.context = context;
    this.input = input;
    this.ids = UniqueIds.of(input);
    this.otherwise = otherwise;
    this.layers = layers;
    this.stated = stated;
    this.caller = caller;
    PolicySource source =
        input
            .<PolicySource>map(PolicyInput::directory)
            .or(() -> otherwise)
            .orElseGet(PolicySource::unknown);
    KeyDirectory keys =
        input.<KeyDirectory>map(PolicyInput::directory).orElseGet(KeyDirectory::empty);
    this.policies =
        new Policies(
            layers.<PolicySource>map(some -> new OverlaidPolicies(source, some)).orElse(source),
            keys);
  }

  /** Explains a text, and names the unique ids that it or the policies have. */
  TextAnswer explain(ExplainedText given) throws IOException {
    return answer(given).naming(ids);
  }

  private TextAnswer answer(ExplainedText given) throws IOException {
    Optional<KmsResource.Key> key = stated.key(input);
    ReplayOptions options = stated.stated(context);
    RecordedCalls calls = new RecordedCalls(policies, options);
    return switch (given.form()) {
      case EVENT_PLACE -> {
        requireNoKey(key);
        EventPlace place = EventPlace.of(this::isFile, given.text());
        try (InputStream in = context.open(place.file())) {
          yield event(calls.event(place, in));
        }
      }
      case EVENT -> {
        requireNoKey(key);
        yield event(calls.event(EventPlace.only("TEXT"), given.stream()));
      }
      case DETAILS -> {
        AuthorizationDetails details = AuthorizationDetails.read(given.text());
        ExplainedCall call = calls.denied(details.call(), key, details.context());
        yield new TextAnswer(
            call, TextReport.details(details), fixes(call, List.of(), Optional.empty()));
      }
      case ERROR -> error(calls, given.text(), key, options.stated());
    };
  }

  private boolean isFile(String name) {
    return name.equals(CliContext.STANDARD_INPUT) || Files.exists(context.resolve(name));
  }

  private static void requireNoKey(Optional<KmsResource.Key> key) {
    if (key.isPresent()) {
      throw new BadInputException("--key: not together with an event, which names the key");
    }
  }

  private TextAnswer error(
      RecordedCalls calls, String text, Optional<KmsResource.Key> key, RequestContext assumed)
      throws IOException {
    ErrorText read =
        ErrorTextReader.read(text)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "the text is not one of an error of KMS or of a service that uses it; it"
                            + " must say who was denied what, as in `User: ARN is not authorized to"
                            + " perform: kms:ACTION on resource: ARN because ...`; or give the"
                            + " request with --principal, --action and --resource"));
    if (read instanceof ErrorText.Denied denied) {
      requireNoCaller();
      return denied(calls, denied.call(), denied.details(), key, assumed);
    }
    Optional<DeniedCall> completed =
        read instanceof ErrorText.Incomplete incomplete
            ? completed(incomplete, key)
            : Optional.empty();
    if (completed.isPresent()) {
      MessageDetails details = ((ErrorText.Incomplete) read).details();
      return denied(calls, completed.get(), details, Optional.empty(), assumed);
    }
    if (read instanceof ErrorText.Remembered remembered) {
      requireNoCaller();
      ExplainedCall call = calls.remembered(remembered.calls(), key);
      return new TextAnswer(
          call, TextReport.remembered(remembered), fixes(call, List.of(), Optional.empty()));
    }
    if (read instanceof ErrorText.Ciphertext ciphertext) {
      return ciphertext(calls, ciphertext, key, assumed);
    }
    if (read instanceof ErrorText.PolicyRefused && refused.isPresent()) {
      return policyRefused(read, refused.get(), key);
    }
    List<String> lines = new ArrayList<>(TextReport.of(read, key));
    return read instanceof ErrorText.ServiceFailure failure
        ? service(failure, key, lines)
        : new TextAnswer(lines, ExitStatus.INDETERMINATE);
  }

  private TextAnswer denied(
      RecordedCalls calls,
      DeniedCall denied,
      MessageDetails details,
      Optional<KmsResource.Key> key,
      RequestContext assumed)
      throws IOException {
    boolean ofAlias = denied.resource() instanceof KmsResource.Alias;
    Optional<KmsResource.Key> unnamed = ofAlias ? Optional.empty() : key;
    KmsResource on = unnamed.<KmsResource>map(stated -> stated).orElse(denied.resource());
    String action = denied.action();
    ExplainedCall call = calls.denied(denied, unnamed, sent(details, action, on, assumed));
    List<DecidedRequest> besides = ofKey(calls, denied, key);
    return new TextAnswer(
        call,
        TextReport.details(details, action, on, policies(call)),
        fixes(call, besides, details.caller()));
  }

  /** What the text does not name, as options state it; empty unless they state all of it. */
  private Optional<DeniedCall> completed(ErrorText.Incomplete text, Optional<KmsResource.Key> key) {
    boolean isOnKey =
        KmsCatalogue.bundled()
            .action(text.action())
            .filter(action -> action.resources().equals(Set.of(ResourceKind.KEY)))
            .isPresent();
    boolean hasPolicies = input.isPresent() || otherwise.isPresent() || layers.isPresent();
    return isOnKey && hasPolicies && caller.orElse(null) instanceof Caller.AccountCaller member
        ? key.map(on -> DeniedCall.of(member, text.action(), on, text.answer()))
        : Optional.empty();
  }

  /** The check of the key of an alias, if the key is stated or the policies know the alias. */
  private List<DecidedRequest> ofKey(
      RecordedCalls calls, DeniedCall call, Optional<KmsResource.Key> stated) throws IOException {
    if (!(call.resource() instanceof KmsResource.Alias alias)) {
      return List.of();
    }
    Optional<KmsResource.Key> key = stated;
    if (key.isEmpty() && input.isPresent()) {
      DirectoryNames names = InputNames.of(input.get());
      key = names.keys().stream().filter(one -> names.aliases(one).contains(alias)).findFirst();
    }
    return key.map(
            one ->
                calls
                    .denied(
                        new DeniedCall(
                            call.caller(),
                            call.action(),
                            one,
                            new AwsAnswer.Denied(Optional.empty(), Optional.empty())),
                        Optional.empty(),
                        RequestContext.empty())
                    .requests())
        .orElse(List.of());
  }

  /** What AWS documents of a call by the service that the text names, if no option states it. */
  private static RequestContext sent(
      MessageDetails details, String action, KmsResource on, RequestContext assumed) {
    return details
        .caller()
        .filter(unstated -> !assumed.values().containsKey(DerivedKey.VIA_SERVICE.keyName()))
        .flatMap(service -> service.documented(action, on))
        .map(
            value ->
                RequestContext.builder()
                    .put(DerivedKey.VIA_SERVICE.spelling(), value)
                    .put(DerivedKey.VIA_AWS_SERVICE.spelling(), "true")
                    .build())
        .orElseGet(RequestContext::empty);
  }

  /** The three readings, with Decrypt decided if the caller is known. */
  private TextAnswer ciphertext(
      RecordedCalls calls,
      ErrorText.Ciphertext text,
      Optional<KmsResource.Key> key,
      RequestContext assumed) {
    Optional<Caller.AccountCaller> member =
        caller.filter(Caller.AccountCaller.class::isInstance).map(Caller.AccountCaller.class::cast);
    Optional<ExplainedCall> decrypt =
        member.map(
            one -> {
              KmsResource on =
                  key.<KmsResource>map(known -> known)
                      .orElseGet(() -> new KmsResource.UnknownKey(one.partition(), ""));
              return calls.denied(
                  new DeniedCall(
                      one, DECRYPT, on, new AwsAnswer.Denied(Optional.empty(), Optional.empty())),
                  Optional.empty(),
                  sent(text.details(), DECRYPT, on, assumed));
            });
    boolean isHeld =
        key.isPresent()
            && input.filter(known -> known.directory().keys().contains(key.get())).isPresent();
    String state = key.flatMap(known -> input.map(policies -> policies.keyState(known))).orElse("");
    List<String> lines =
        new ArrayList<>(
            new CiphertextReadings(key, text.details().region(), member, isHeld, state, decrypt)
                .lines());
    String region = key.map(KmsResource.Key::region).orElse("REGION");
    text.use().ifPresent(use -> lines.add(TextReport.caller(use, region)));
    return decrypt
        .map(call -> new TextAnswer(call, lines, fixes(call, List.of(), text.details().caller())))
        .orElseGet(() -> new TextAnswer(lines, ExitStatus.INDETERMINATE));
  }

  /** The checks that KMS makes of a new key policy, and the principals that it names. */
  private TextAnswer policyRefused(ErrorText text, String file, Optional<KmsResource.Key> key)
      throws IOException {
    Optional<Caller.AccountCaller> member =
        caller.filter(Caller.AccountCaller.class::isInstance).map(Caller.AccountCaller.class::cast);
    LockoutReport report =
        RefusedPolicy.report(context, inputs, file, member, key, input.map(PolicyInput::directory));
    List<String> lines = new ArrayList<>();
    lines.add(TextReport.of(text, Optional.empty()).get(0));
    report.text().lines().forEach(lines::add);
    return new TextAnswer(lines, report.status());
  }

  /** The questions of the service's use, if a key and policies or layers are given. */
  private TextAnswer service(
      ErrorText.ServiceFailure failure, Optional<KmsResource.Key> stated, List<String> lines)
      throws IOException {
    Optional<KmsResource.Key> key = stated.or(() -> failure.keys().stream().findFirst());
    Optional<DirectoryNames> names = names();
    if (key.isEmpty()
        || names.isEmpty()
        || failure.uses().isEmpty()
        || !ServiceUseQuery.isDocumentedFor(key.get())) {
      return new TextAnswer(lines, ExitStatus.INDETERMINATE);
    }
    ServiceQuestion question =
        new ServiceQuestion(
            names.get(),
            failure.uses(),
            key.get(),
            caller,
            failure
                .context()
                .map(said -> GivenKeys.none().and(said.key(), said.value()))
                .orElseGet(GivenKeys::none),
            layers.orElse(UnaryOperator.identity()));
    lines.removeIf(line -> line.startsWith("to decide it: "));
    lines.addAll(question.lines());
    return new TextAnswer(lines, question.status());
  }

  /** The names of the policies; none at all if options alone give layers. */
  private Optional<DirectoryNames> names() throws IOException {
    if (input.isPresent()) {
      return Optional.of(InputNames.of(input.get()));
    }
    return otherwise.isEmpty() && layers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            DirectoryNames.of(
                otherwise.orElseGet(() -> new PolicyDirectoryBuilder().build()),
                List.of(),
                List.of()));
  }

  /** A recorded call, with the fix if AWS denied it. */
  private TextAnswer event(ExplainedCall call) {
    return new TextAnswer(
        call,
        List.of(),
        call.answer() instanceof AwsAnswer.Denied
            ? fixes(call, List.of(), Optional.empty())
            : List.of());
  }

  /**
   * The fixes of the checks that are not allowed here. With several, which one AWS meant is not
   * known, and the call needs all of them; with none, the first says that the policies differ.
   */
  private List<CheckFix> fixes(
      ExplainedCall call, List<DecidedRequest> besides, Optional<WrappingService> service) {
    List<DecidedRequest> all = Stream.concat(call.requests().stream(), besides.stream()).toList();
    AwsDenial aws =
        call.answer() instanceof AwsAnswer.Denied denied
            ? new AwsDenial(denied.explicitly(), denied.layer())
            : AwsDenial.none();
    List<Integer> failed =
        IntStream.range(0, call.checks().size())
            .filter(i -> !isAllowed(call.checks().get(i)))
            .boxed()
            .toList();
    return (failed.isEmpty() ? List.of(0) : failed)
        .stream()
            .filter(i -> i < call.requests().size())
            .map(i -> fix(call.requests().get(i), all, aws, service))
            .toList();
  }

  private CheckFix fix(
      DecidedRequest one,
      List<DecidedRequest> all,
      AwsDenial aws,
      Optional<WrappingService> service) {
    DeniedRequest denied =
        new DeniedRequest(
            one.request(),
            one.policies(),
            aws,
            newStatement,
            beside(one.request(), all),
            ids.arns());
    return new CheckFix(
        one.request().action(),
        one.request().resource().arn(),
        service.map(by -> CalledByService.of(denied, by)).orElseGet(() -> FixGenerator.of(denied)));
  }

  /** The check of the key for that of the alias, and the other way round. */
  private static Optional<DeniedRequest.Beside> beside(
      AuthorizationRequest one, List<DecidedRequest> all) {
    return all.stream()
        .filter(other -> other.request().action().equals(one.action()))
        .filter(
            other ->
                other.request().resource() instanceof KmsResource.Alias
                    != one.resource() instanceof KmsResource.Alias)
        .map(other -> new DeniedRequest.Beside(other.request(), other.policies()))
        .findFirst();
  }

  private static boolean isAllowed(Explanation explanation) {
    return explanation.decision() == Decision.ALLOWED;
  }

  private void requireNoCaller() {
    if (caller.isPresent()) {
      throw new BadInputException("--principal: the text names the caller; leave it out");
    }
  }

  private static Optional<PolicySet> policies(ExplainedCall call) {
    return call.requests().stream().map(DecidedRequest::policies).findFirst();
  }
}
