package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.decide.CallAuthorizer;
import io.kmspolicy.interceptor.decide.DenialMessage;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Asked;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.enforce.DenialCache;
import io.kmspolicy.interceptor.enforce.Enforcement;
import io.kmspolicy.interceptor.enforce.EnforcementContext;
import io.kmspolicy.interceptor.request.SdkFieldIndex;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.catalogue.Partition;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.Region;

/** Makes a call of a request and finds its decision and its fate. */
final class CallPipeline {

  private final Map<String, KmsOperation> operations;
  private final SdkFieldIndex fields = new SdkFieldIndex();
  private final CallerSource callers;
  private final RequestContext stated;
  private final CallAuthorizer calls;
  private final Enforcement enforcement;
  private final @Nullable DenialCache memory;
  private final DenialMessage texts;

  CallPipeline(
      KmsCatalogue catalogue,
      CallerSource callers,
      RequestContext stated,
      CallAuthorizer calls,
      Enforcement enforcement,
      @Nullable DenialCache memory,
      DenialMessage texts) {
    this.operations =
        catalogue.operations().stream()
            .collect(Collectors.toMap(KmsOperation::name, operation -> operation));
    this.callers = callers;
    this.stated = stated;
    this.calls = calls;
    this.enforcement = enforcement;
    this.memory = memory;
    this.texts = texts;
  }

  /** The call; empty if its caller or operation is not known. */
  Optional<InterceptedCall> callOf(SdkRequest request, ExecutionAttributes attributes) {
    String name = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    Region region = attributes.getAttribute(AwsExecutionAttribute.AWS_REGION);
    if (name == null || region == null) {
      return Optional.empty();
    }
    KmsOperation operation = operations.get(name);
    Optional<Caller.AccountCaller> caller = callers.callerOf(request, attributes);
    if (operation == null || caller.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new InterceptedCall(
            operation,
            fields.membersOf(request),
            caller.get(),
            Partition.ofRegion(region.id()),
            region.id(),
            isEndpointOverridden(attributes),
            KmsPolicyAttributes.stated(stated, attributes)));
  }

  @SuppressWarnings("deprecation") // The attribute that took its place is internal to the SDK.
  private static boolean isEndpointOverridden(ExecutionAttributes attributes) {
    return Boolean.TRUE.equals(attributes.getAttribute(SdkExecutionAttribute.ENDPOINT_OVERRIDDEN));
  }

  CallOutcome judge(InterceptedCall call, ExecutionAttributes attributes) {
    long start = System.nanoTime();
    List<CheckDecision> checks = calls.decide(call);
    Decision decision = CallDecision.combine(checks);
    Disposition fate = Disposition.PASSED;
    String remembered = null;
    if (decision.isCertainDenial() || memory != null) { // Nothing else is stopped.
      EnforcementContext restraints =
          new EnforcementContext(
              KmsPolicyAttributes.isBypassed(attributes), calls.bringsGrantTokens(call), checks);
      fate = enforcement.fate(call, decision, restraints);
      if (decision.isCertainDenial()) {
        calls.denied(checks);
      }
      remembered = remembered(call, fate, restraints);
    }
    CallDecision result =
        new CallDecision(
            call.operation().name(),
            decision,
            checks,
            enforcement.mode(call.operation().name()),
            remembered == null ? fate : Disposition.REMEMBERED,
            System.nanoTime() - start);
    return new CallOutcome(this, call, result, denial(call, result, remembered));
  }

  /** Why KMS would refuse the call again; null if it is not known to, or may have changed. */
  private @Nullable String remembered(
      InterceptedCall call, Disposition fate, EnforcementContext restraints) {
    if (memory == null
        || fate == Disposition.STOPPED
        || restraints.bypassed()
        || restraints.grantTokens()) {
      return null;
    }
    String reason = memory.reason(call);
    return reason != null && enforcement.isChanging(restraints.checks()) ? null : reason;
  }

  private @Nullable KmsAccessDeniedException denial(
      InterceptedCall call, CallDecision result, @Nullable String remembered) {
    if (remembered != null) {
      return KmsAccessDeniedException.of(
          result, () -> remembered, reason -> DenialMessage.remembered(call, reason));
    }
    if (result.fate() != Disposition.STOPPED) {
      return null;
    }
    Asked asked =
        DenialMessage.decisive(result)
            .orElseThrow(() -> new IllegalStateException("no check has the call's decision"));
    return KmsAccessDeniedException.of(
        result, () -> texts.reason(asked), reason -> texts.message(asked, reason));
  }
}
