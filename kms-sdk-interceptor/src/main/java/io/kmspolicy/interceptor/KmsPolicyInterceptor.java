package io.kmspolicy.interceptor;

import com.github.benmanes.caffeine.cache.Cache;
import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.interceptor.decide.CompiledDecider;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.DriftFinding;
import io.kmspolicy.interceptor.decision.DriftReport;
import io.kmspolicy.interceptor.enforce.DenialCache;
import io.kmspolicy.interceptor.enforce.RecentChanges;
import io.kmspolicy.interceptor.enforce.StalenessCheck;
import io.kmspolicy.mapping.InterceptedCall;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.kms.model.KmsRequest;

/**
 * The policy enforcement point: decides every call of a KMS client before it leaves the process,
 * and in {@code EnforcementMode.ENFORCE} stops those that are certain to be refused.
 *
 * <p>Everything that is not certain goes through: AWS stays the authority. So does every call for
 * which the interceptor itself fails; the first such failure is logged, and {@link #counts()}
 * counts them all. {@code Disposition} lists what else keeps a call from being stopped. Requests of
 * other services are left alone. A call that two interceptors of this kind see is decided by the
 * first.
 *
 * <p>It works for synchronous and asynchronous clients, decides on the caller's thread, does no I/O
 * and is safe for use by many threads and clients. It sees the request as the caller made it:
 * interceptors that change requests must come before this one and do so in {@code beforeExecution}.
 *
 * <pre>{@code
 * PolicyDirectory directory = PolicyDirectory.load(Path.of("policies"));
 * KmsPolicyInterceptor interceptor =
 *     KmsPolicyInterceptor.builder()
 *         .caller(Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session-1"))
 *         .directory(directory)
 *         .mode(EnforcementMode.ENFORCE)
 *         .build();
 * KmsClient kms =
 *     KmsClient.builder()
 *         .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
 *         .build();
 * }</pre>
 */
public final class KmsPolicyInterceptor implements ExecutionInterceptor {

  /** The decision on a call, for other interceptors of the same client. */
  public static final ExecutionAttribute<CallDecision> DECISION =
      new ExecutionAttribute<>("KmsPolicyDecision");

  /** What became of a call that was seen: one attribute, since each is looked up in each hook. */
  private static final ExecutionAttribute<CallState> SEEN =
      new ExecutionAttribute<>("KmsPolicySeen");

  private final CallPipeline judge;
  private final ResponseObserver answers;
  private final CompiledDecider compiled;
  private final DenialPoint denyAt;
  private final StalenessCheck age;
  private final @Nullable DenialCache memory;
  private final InterceptorCounts counts = new InterceptorCounts();
  private final FailureGuard failures = new FailureGuard(counts);
  private volatile DecisionListener listener;

  KmsPolicyInterceptor(InterceptorWiring parts) {
    this.judge = parts.judge();
    this.answers = parts.answers();
    this.compiled = parts.compiled();
    this.denyAt = parts.denyAt();
    this.age = parts.age();
    this.memory = parts.memory();
    this.listener = parts.listener();
  }

  /** Starts an interceptor. */
  public static InterceptorBuilder builder() {
    return new InterceptorBuilder();
  }

  /** What it has decided, stopped and failed at so far. */
  public InterceptorCounts counts() {
    return counts;
  }

  /** How the decisions compare with the answers of KMS so far. */
  public DriftReport report() {
    return answers.truth().report();
  }

  /** How the rows of the compiled engine did so far; nothing if another evaluator decides. */
  public RowStatistics rowStatistics() {
    return compiled.statistics();
  }

  long findings(DriftFinding finding) {
    return answers.truth().count(finding);
  }

  StalenessCheck age() {
    return age;
  }

  Optional<Cache<?, ?>> denialCache() {
    return Optional.ofNullable(memory).map(DenialCache::cache);
  }

  /** Tells one more listener, after those that are told already. */
  synchronized void observe(DecisionListener added) {
    DecisionListener before = listener;
    listener =
        decision -> {
          before.decided(decision);
          added.decided(decision);
        };
  }

  /** Decides a call; this is how the SDK calls the interceptor. */
  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    SdkRequest request = context.request();
    if (!(request instanceof KmsRequest) || attributes.getAttribute(SEEN) != null) {
      return;
    }
    CallOutcome judgement = judgement(request, attributes);
    if (judgement == null) {
      attributes.putAttribute(SEEN, new CallState.Unjudged(judge, isChange(attributes)));
      return;
    }
    attributes.putAttribute(SEEN, judgement);
    if (judgement.denial() != null && denyAt == DenialPoint.BEFORE_EXECUTION) {
      throw judgement.denial();
    }
  }

  private static boolean isChange(ExecutionAttributes attributes) {
    String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    return operation != null && RecentChanges.isChange(operation);
  }

  private @Nullable CallOutcome judgement(SdkRequest request, ExecutionAttributes attributes) {
    try {
      Optional<InterceptedCall> call = judge.callOf(request, attributes);
      if (call.isEmpty()) {
        counts.countUndecided();
        return null;
      }
      CallOutcome judgement = judge.judge(call.get(), attributes);
      counts.count(judgement.decision());
      attributes.putAttribute(DECISION, judgement.decision());
      tell(judgement.decision());
      return judgement;
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failures.note(e);
      return null;
    }
  }

  /** Without a lambda, which code as large as a call of the SDK has not always inlined. */
  private void tell(CallDecision decision) {
    try {
      listener.decided(decision);
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failures.note(e);
    }
  }

  /** Stops the call, if this is where it is to be stopped. */
  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    CallOutcome own = own(attributes);
    if (own != null && own.denial() != null) {
      throw own.denial();
    }
  }

  /** Compares the decision with the success of the call. */
  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    CallOutcome own = own(attributes);
    if (own != null) {
      failures.contain(() -> answers.succeeded(own, context.response()));
    } else if (isUnjudgedChange(attributes)) {
      failures.contain(answers::undecidedChange);
    }
  }

  /** Compares the decision with the failure of the call. */
  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    CallOutcome own = own(attributes);
    if (own != null) {
      failures.contain(() -> answers.failed(own, context.exception()));
    } else if (isUnjudgedChange(attributes) && ResponseObserver.isOpen(context.exception())) {
      failures.contain(answers::undecidedChange);
    }
  }

  /** Adds the local explanation to a refusal of KMS, if that is asked for. */
  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    CallOutcome own = own(attributes);
    if (own == null) {
      return context.exception();
    }
    try {
      return answers.explained(own, context.exception());
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failures.note(e);
      return context.exception();
    }
  }

  @SuppressWarnings("ReferenceEquality") // The judge is the interceptor's own or another's.
  private boolean isUnjudgedChange(ExecutionAttributes attributes) {
    return attributes.getAttribute(SEEN) instanceof CallState.Unjudged seen
        && seen.change()
        && seen.judge() == judge;
  }

  @SuppressWarnings("ReferenceEquality") // The judge is the interceptor's own or another's.
  private @Nullable CallOutcome own(ExecutionAttributes attributes) {
    return attributes.getAttribute(SEEN) instanceof CallOutcome judgement
            && judgement.judge() == judge
        ? judgement
        : null;
  }
}
