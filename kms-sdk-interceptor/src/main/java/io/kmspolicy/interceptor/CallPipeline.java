package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decide.CallAuthorizer;
import io.kmspolicy.interceptor.decide.DenialMessage;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.enforce.DenialCache;
import io.kmspolicy.interceptor.enforce.Enforcement;
import io.kmspolicy.interceptor.enforce.EnforcementContext;
import io.kmspolicy.interceptor.request.CallSettings;
import io.kmspolicy.interceptor.request.ClientProfile;
import io.kmspolicy.interceptor.request.SdkFieldIndex;
import io.kmspolicy.interceptor.request.SigningCredentials;
import io.kmspolicy.interceptor.request.SigningScope;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.PlannedOperation;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Makes a call of a request, decides it, and finds what becomes of it. */
final class CallPipeline {

  static final String NO_REASON = "the reason cannot be given, see the log";

  private static final String FIRST_PARTITION = Partition.all().get(0);

  private final Map<String, PlannedOperation> operations;
  private final SdkFieldIndex fields;
  private final CallerSource callers;
  private final RequestContext stated;
  private final CallAuthorizer calls;
  private final Enforcement enforcement;
  private final @Nullable DenialCache denials;
  private final DenialMessage texts;
  private final FailureGuard guard;

  CallPipeline(
      KmsCatalogue catalogue,
      SdkFieldIndex fields,
      CallerSource callers,
      RequestContext stated,
      CallAuthorizer calls,
      Enforcement enforcement,
      @Nullable DenialCache denials,
      DenialMessage texts,
      FailureGuard guard) {
    this.operations = PlannedOperation.all(catalogue);
    this.fields = fields;
    this.callers = callers;
    this.stated = stated;
    this.calls = calls;
    this.enforcement = enforcement;
    this.denials = denials;
    this.texts = texts;
    this.guard = guard;
  }

  /** The call; empty if its caller or operation is not known. */
  Optional<InterceptedCall> callOf(
      SdkRequest request, ExecutionAttributes attributes, ClientProfile client) {
    String name = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    CallSettings settings = client.settingsOf(request, attributes);
    if (name == null || settings == null) {
      return Optional.empty();
    }
    PlannedOperation operation = operations.get(name);
    Optional<Caller.AccountCaller> caller = callers.callerOf(request, attributes);
    if (operation == null || caller.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new InterceptedCall(
            operation,
            fields.membersOf(request),
            caller.get(),
            partition(settings, caller.get()),
            settings.region().id(),
            !settings.awsEndpoint(),
            client.isPlain(request) ? stated : KmsPolicyAttributes.stated(stated, attributes)));
  }

  /**
   * The partition of a call. A Region of a partition that this version does not know seems to be
   * one of the first; credentials call in their own partition only.
   */
  private static String partition(CallSettings settings, Caller.AccountCaller caller) {
    return settings.partition().equals(FIRST_PARTITION) ? caller.partition() : settings.partition();
  }

  CallOutcome decide(
      InterceptedCall call,
      SdkRequest request,
      ExecutionAttributes attributes,
      ClientProfile client,
      boolean timed) {
    long start = timed ? System.nanoTime() : 0;
    EnforcementMode mode = enforcement.modes().of(call.operation().name());
    List<CheckDecision> checks = calls.decide(call);
    Decision decision = CallDecision.combine(checks);
    Disposition disposition = Disposition.PASSED;
    ClientProfile known = denials != null && client.hasOneIdentity(request) ? client : null;
    String remembered = null;
    if (decision.isCertainDenial() || denials != null) { // Nothing else is stopped.
      EnforcementContext restraints =
          new EnforcementContext(
              mode,
              KmsPolicyAttributes.isBypassed(attributes),
              calls.bringsGrantTokens(call),
              checks);
      disposition = enforcement.disposition(decision, restraints);
      if (decision.isCertainDenial()) {
        calls.denied(checks);
      }
      remembered = remembered(call, known, attributes, disposition, restraints);
    }
    CallDecision result =
        new CallDecision(
            call.operation().name(),
            decision,
            checks,
            mode,
            remembered == null ? disposition : Disposition.REMEMBERED,
            timed ? System.nanoTime() - start : 0);
    KmsAccessDeniedException denial = denial(call, result, remembered);
    boolean counts = denial != null || known != null || disposition == Disposition.OBSERVED;
    SigningScope scope = counts ? SigningScope.of(request, attributes, client) : null;
    return new CallOutcome(this, request, call, result, denial, scope, known);
  }

  /** The reason for which KMS would refuse the call again; null if it may not. */
  private @Nullable String remembered(
      InterceptedCall call,
      @Nullable ClientProfile client,
      ExecutionAttributes attributes,
      Disposition disposition,
      EnforcementContext restraints) {
    if (denials == null
        || client == null
        || disposition == Disposition.STOPPED
        || restraints.bypassed()
        || restraints.grantTokens()) {
      return null;
    }
    String reason = denials.reason(call, client, () -> SigningCredentials.keyOf(attributes));
    return reason != null && enforcement.isChanging(restraints.checks()) ? null : reason;
  }

  /** Its text is found when it is read, by the application's code, which must not fail. */
  private @Nullable KmsAccessDeniedException denial(
      InterceptedCall call, CallDecision result, @Nullable String remembered) {
    if (remembered != null) {
      return KmsAccessDeniedException.withoutTrace(
          result,
          () -> remembered,
          reason -> guard.get(() -> DenialMessage.remembered(call, result, reason), reason));
    }
    if (result.disposition() != Disposition.STOPPED) {
      return null;
    }
    Evaluated evaluated =
        DenialMessage.decisive(result)
            .orElseThrow(() -> new IllegalStateException("no check has the call's decision"));
    return KmsAccessDeniedException.withoutTrace(
        result,
        () -> guard.get(() -> texts.reason(evaluated), NO_REASON),
        reason -> guard.get(() -> texts.message(evaluated, reason), reason));
  }
}
