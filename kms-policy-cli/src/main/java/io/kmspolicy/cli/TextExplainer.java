package io.kmspolicy.cli;

import io.kmspolicy.cli.input.PolicyInput;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.replay.RecordedCalls;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.lint.fix.AwsDenial;
import io.kmspolicy.lint.fix.Fix;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.DecidedRequest;
import io.kmspolicy.replay.ExplainedCall;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.DeniedCall;
import io.kmspolicy.replay.text.AuthorizationDetails;
import io.kmspolicy.replay.text.ErrorText;
import io.kmspolicy.replay.text.ErrorTextReader;
import io.kmspolicy.replay.text.WrappingService;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Explains a text on the policies of a directory or of options. */
final class TextExplainer {

  private static final String DECRYPT = "kms:Decrypt";

  private final CliContext context;
  private final Optional<PolicyInput> input;
  private final RecordedCallOptions stated;
  private final Optional<Caller> caller;
  private final boolean newStatement;
  private final Policies policies;

  TextExplainer(
      CliContext context,
      Optional<PolicyInput> input,
      Optional<PolicyDirectory> otherwise,
      RecordedCallOptions stated,
      Optional<Caller> caller,
      boolean newStatement,
      UnaryOperator<PolicySource> overlay) {
    this.newStatement = newStatement;
    this.context = context;
    this.input = input;
    this.stated = stated;
    this.caller = caller;
    PolicySource source =
        input
            .<PolicySource>map(PolicyInput::directory)
            .or(() -> otherwise)
            .orElseGet(PolicySource::unknown);
    KeyDirectory keys =
        input.<KeyDirectory>map(PolicyInput::directory).orElseGet(KeyDirectory::empty);
    this.policies = new Policies(overlay.apply(source), keys);
  }

  TextAnswer explain(ExplainedText given) throws IOException {
    Optional<KmsResource.Key> key = stated.key(input);
    RecordedCalls calls = new RecordedCalls(context, policies, stated.stated(context));
    return switch (given.form()) {
      case EVENT_PLACE -> {
        requireNoKey(key);
        yield event(calls.event(given.text()));
      }
      case EVENT -> {
        requireNoKey(key);
        yield event(calls.event("TEXT", given.stream()));
      }
      case DETAILS -> {
        AuthorizationDetails details = AuthorizationDetails.read(given.text());
        ExplainedCall call = calls.denied(details.call(), key, details.context());
        yield new TextAnswer(
            Optional.of(call),
            TextReport.details(details),
            fix(call, details.call().answer(), Optional.empty()));
      }
      case ERROR -> error(calls, given.text(), key);
    };
  }

  private static void requireNoKey(Optional<KmsResource.Key> key) {
    if (key.isPresent()) {
      throw new BadInputException("--key: not together with an event, which names the key");
    }
  }

  private TextAnswer error(RecordedCalls calls, String text, Optional<KmsResource.Key> key) {
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
      ExplainedCall call = calls.denied(denied.call(), key, RequestContext.empty());
      String region =
          denied.call().resource() instanceof KmsResource.Owned owned ? owned.region() : "";
      return new TextAnswer(
          Optional.of(call),
          TextReport.details(denied.details(), region, policies(call)),
          fix(call, denied.call().answer(), denied.details().caller()));
    }
    if (read instanceof ErrorText.Remembered remembered) {
      requireNoCaller();
      ExplainedCall call = calls.remembered(remembered.calls(), key);
      return new TextAnswer(
          Optional.of(call),
          TextReport.remembered(remembered),
          fix(call, remembered.calls().get(0).answer(), Optional.empty()));
    }
    String named = key.map(KmsResource.Key::arn).orElse("");
    List<String> lines = TextReport.of(read, named);
    if (read instanceof ErrorText.Ciphertext
        && caller.isPresent()
        && caller.get() instanceof Caller.AccountCaller member) {
      KmsResource on =
          key.<KmsResource>map(known -> known)
              .orElseGet(() -> new KmsResource.UnknownKey(member.partition(), ""));
      DeniedCall decrypt =
          new DeniedCall(
              member, DECRYPT, on, new AwsAnswer.Denied(Optional.empty(), Optional.empty()));
      return new TextAnswer(
          Optional.of(calls.denied(decrypt, Optional.empty(), RequestContext.empty())),
          lines,
          Optional.empty());
    }
    return new TextAnswer(Optional.empty(), lines, Optional.empty());
  }

  private TextAnswer event(ExplainedCall call) {
    return new TextAnswer(Optional.of(call), List.of(), Optional.empty());
  }

  /** The fix of the only check of a call that was denied. */
  private Optional<Fix> fix(
      ExplainedCall call, AwsAnswer answer, Optional<WrappingService> service) {
    if (call.requests().size() != 1) {
      return Optional.empty();
    }
    AwsDenial aws =
        answer instanceof AwsAnswer.Denied denied
            ? new AwsDenial(denied.explicitly(), denied.layer())
            : AwsDenial.none();
    DecidedRequest one = call.requests().get(0);
    return Optional.of(FixReport.of(one.request(), one.policies(), aws, service, newStatement));
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
