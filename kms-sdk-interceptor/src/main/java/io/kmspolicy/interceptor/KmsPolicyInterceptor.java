package io.kmspolicy.interceptor;

import com.github.benmanes.caffeine.cache.Cache;
import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.interceptor.FailureGuard.Step;
import io.kmspolicy.interceptor.decide.CompiledDecider;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.DriftFinding;
import io.kmspolicy.interceptor.decision.DriftReport;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.enforce.DenialCache;
import io.kmspolicy.interceptor.enforce.EnforcementModes;
import io.kmspolicy.interceptor.enforce.StalenessCheck;
import io.kmspolicy.interceptor.request.ClientProfile;
import io.kmspolicy.interceptor.request.ClientProfiles;
import io.kmspolicy.interceptor.request.MarshalledRequest;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.spi.PolicySource;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.kms.model.KmsRequest;

/**
 * The policy enforcement point: decides every call of a KMS client before it leaves the process,
 * and in {@code EnforcementMode.ENFORCE} stops those that are certain to be refused.
 *
 * <p>Everything that is not certain goes through: AWS stays the authority. So does every call for
 * which the interceptor itself fails; the first failure of each kind is logged, and {@link
 * #counts()} counts them all. {@code Disposition} lists what else keeps a call from being stopped.
 * Requests of other services are left alone. A call that two interceptors of this kind see is
 * decided by the first.
 *
 * <p>It works for synchronous and asynchronous clients, decides on the caller's thread, does no I/O
 * and is safe for use by many threads and clients. Explanations run on a daemon thread of the
 * interceptor, which ends when it is idle and when the interceptor is closed.
 *
 * <p>The decision is made on the request that is sent. {@link DenialPoint#AUTO} finds the other
 * interceptors of each client, and decides after them where they could change the request. Before
 * each transmission the request is compared with the one that was decided; if it is another, the
 * call is decided again, listeners receive both decisions, and {@link #counts()} counts the second.
 * A call that is to be stopped is sent, and counts as undecided, if another interceptor has changed
 * its credentials, its Region, or the endpoint, the operation or the body of the HTTP request that
 * the SDK has made of it.
 *
 * <pre>{@code
 * PolicyDirectory directory = PolicyDirectory.load(Path.of("policies"));
 * KmsPolicyInterceptor interceptor =
 *     KmsPolicyInterceptor.builder()
 *         .caller(Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session-1"))
 *         .source(directory)
 *         .mode(EnforcementMode.ENFORCE)
 *         .build();
 * KmsClient kms =
 *     KmsClient.builder()
 *         .overrideConfiguration(o -> o.addExecutionInterceptor(interceptor))
 *         .build();
 * }</pre>
 */
public final class KmsPolicyInterceptor implements ExecutionInterceptor, AutoCloseable {

  /** The state of a call: a single attribute, since each hook looks it up. */
  private static final ExecutionAttribute<CallState> STATE =
      UniqueName.of("KmsPolicySeen", ExecutionAttribute::new);

  /**
   * The decision on a call, for other interceptors of the same client, which only read it. Null
   * until the call is decided.
   */
  public static final ExecutionAttribute<CallDecision> DECISION =
      UniqueName.of(
          "KmsPolicyDecision",
          name ->
              ExecutionAttribute.derivedBuilder(name, CallDecision.class, STATE)
                  .readMapping(state -> state == null ? null : state.decision())
                  .writeMapping((state, ignored) -> state)
                  .build());

  /** The HTTP request of a call that may be stopped before transmission. */
  private static final ExecutionAttribute<MarshalledRequest> MARSHALLED =
      UniqueName.of("KmsPolicyMarshalled", ExecutionAttribute::new);

  /** Calls a listener. Captures nothing, so that a call makes no object for it. */
  private static final Step<DecisionListener, Boolean> NOTIFICATION =
      (listener, attributes) -> {
        listener.decided(attributes.getAttribute(DECISION));
        return true;
      };

  private final CallPipeline pipeline;
  private final ResponseObserver responses;
  private final CompiledDecider compiled;
  private final PolicySource policies;
  private final EnforcementModes modes;
  private final StoppedCalls stopped;
  private final OpenReasons open;
  private final ExplanationQueue explanations;
  private final DenialPoint denialPoint;
  private final StalenessCheck age;
  private final @Nullable DenialCache denials;
  private final InterceptorCounts counts;
  private final FailureGuard guard;
  private final CheckedCalls checked;
  private final ClientProfiles clients = new ClientProfiles();
  private final CallState pending;
  private final CallState undecided;
  private volatile DecisionListener[] listeners;
  private volatile boolean closed;

  /** Whether a call was ever left to a later hook; until then that hook has nothing to look up. */
  private volatile boolean defers;

  // The guarded part of each hook. Fields, so that a call makes no object for them.
  private final Step<Context.BeforeExecution, @Nullable KmsAccessDeniedException> execution =
      this::onExecution;
  private final Step<Context.BeforeMarshalling, @Nullable CallOutcome> marshalling =
      this::onMarshalling;
  private final Step<Context.AfterMarshalling, Boolean> marshalled = this::onMarshalled;
  private final Step<Context.BeforeTransmission, @Nullable KmsAccessDeniedException> transmission =
      this::onTransmission;
  private final Step<Context.AfterExecution, Boolean> success = this::onSuccess;
  private final Step<Context.FailedExecution, Boolean> failure = this::onFailure;
  private final Step<Context.FailedExecution, Throwable> explanation = this::explained;

  KmsPolicyInterceptor(InterceptorWiring parts) {
    this.pipeline = parts.pipeline();
    this.responses = parts.responses();
    this.compiled = parts.compiled();
    this.policies = parts.policies();
    this.modes = parts.modes();
    this.stopped = parts.stopped();
    this.open = parts.open();
    this.explanations = parts.explanations();
    this.denialPoint = parts.denialPoint();
    this.age = parts.age();
    this.denials = parts.denials();
    this.counts = parts.counts();
    this.guard = parts.guard();
    this.checked = parts.checked();
    this.listeners = parts.listeners().toArray(DecisionListener[]::new);
    this.pending = new CallState.Pending(pipeline);
    this.undecided = new CallState.Undecided(pipeline);
  }

  /** Starts an interceptor. */
  public static InterceptorBuilder builder() {
    return new InterceptorBuilder();
  }

  /** The counts of decisions, stopped calls and failures so far. */
  public InterceptorCounts counts() {
    return counts;
  }

  /**
   * The comparison of the decisions with the responses of KMS, the calls that were stopped, and why
   * calls stay open, so far.
   */
  public DriftReport report() {
    return responses.drift().report(stopped.report(), open.report());
  }

  /**
   * The mode of an operation.
   *
   * @param operation such as {@code Decrypt}
   */
  public EnforcementMode mode(String operation) {
    return modes.of(operation);
  }

  /**
   * Switches the mode of all operations, those with a mode of their own included. Calls that are
   * decided after this method returns have the new mode. Remembered denials do not depend on the
   * mode.
   */
  public void switchMode(EnforcementMode mode) {
    modes.switchAll(mode);
  }

  /**
   * Switches the mode of one operation, as {@link #switchMode(EnforcementMode)} does for all.
   *
   * @param operation such as {@code Decrypt}
   * @throws IllegalArgumentException if KMS has no such operation
   */
  public void switchMode(String operation, EnforcementMode mode) {
    modes.switchOne(InterceptorBuilder.known(operation), mode);
  }

  /**
   * Waits until the source of the policies has loaded what it can load before it is asked, and what
   * it was asked for. Calls that are made earlier are sent.
   *
   * @return whether it is loaded; false if the time has elapsed
   * @throws InterruptedException if the thread is interrupted while it waits
   * @see PolicySource#awaitLoaded
   */
  public boolean awaitLoaded(Duration timeout) throws InterruptedException {
    return policies.awaitLoaded(timeout);
  }

  /**
   * Loads and runs the classes that decisions and denials need, on policies of its own, so that the
   * first call of the process does not wait for them. Takes up to about a second. Counts nothing
   * and asks no source.
   */
  public void warmUp() {
    var unused = guard.get(WarmUp::run, new WarmUp.Result(0, 0));
  }

  /**
   * Stops deciding: from now on every call is sent as if the interceptor were not there. Ends the
   * thread of explanations and removes the compiled decisions. Does not close the source of the
   * policies.
   */
  @Override
  public void close() {
    closed = true;
    explanations.close();
    compiled.clear();
  }

  /** What it checks and what it has counted, in one line; no values of requests. */
  @Override
  public String toString() {
    return "KmsPolicyInterceptor[" + (closed ? "closed" : description()) + "; " + counts + "]";
  }

  /** Whose calls it checks, on which policies and in which mode; sources that fail are left out. */
  String description() {
    return guard.get(checked::toString, "checks KMS calls");
  }

  /** The statistics of the compiled engine's rows; all zero if another evaluator decides. */
  public RowStatistics rowStatistics() {
    return compiled.statistics();
  }

  /**
   * The checks that used up their steps so far; they are indeterminate, so their calls were sent.
   *
   * @see InterceptorBuilder#maximumSteps
   */
  public long exhaustedChecks() {
    return compiled.exhaustedChecks();
  }

  long findings(DriftFinding finding) {
    return responses.drift().count(finding);
  }

  StalenessCheck age() {
    return age;
  }

  OpenReasons openReasons() {
    return open;
  }

  Optional<Cache<?, ?>> denialCache() {
    return Optional.ofNullable(denials).map(DenialCache::cache);
  }

  /** Adds a listener; listeners are called in the order in which they were added. */
  synchronized void observe(DecisionListener listener) {
    DecisionListener[] all = Arrays.copyOf(listeners, listeners.length + 1);
    all[all.length - 1] = listener;
    listeners = all;
  }

  /** Removes a listener that was added. */
  synchronized void unobserve(DecisionListener listener) {
    listeners =
        Arrays.stream(listeners).filter(one -> one != listener).toArray(DecisionListener[]::new);
  }

  /** Takes a call, and decides it if no other interceptor can change its request. */
  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    stop(guard.run(execution, context, attributes, null));
  }

  /** Decides a call on its final request, unless it is decided. */
  @Override
  public void beforeMarshalling(Context.BeforeMarshalling context, ExecutionAttributes attributes) {
    var unused = guard.run(marshalling, context, attributes, null);
  }

  /** Keeps the HTTP request of a call that may be stopped or remembered, to see its changes. */
  @Override
  public void afterMarshalling(Context.AfterMarshalling context, ExecutionAttributes attributes) {
    var unused = guard.run(marshalled, context, attributes, false);
  }

  /** Decides a call again if its request was changed, and stops it. */
  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    stop(guard.run(transmission, context, attributes, null));
  }

  /** Compares the decision with the success of the call. */
  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    var unused = guard.run(success, context, attributes, false);
    guard.rethrowFatal();
  }

  /** Compares the decision with the failure of the call. */
  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    var unused = guard.run(failure, context, attributes, false);
    guard.rethrowFatal();
  }

  /** Adds the local explanation to a refusal of KMS, if the builder asks for it. */
  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    return guard.run(explanation, context, attributes, context.exception());
  }

  /** The only statement that stops a call. The stack trace is short here. */
  private void stop(@Nullable KmsAccessDeniedException denial) {
    if (denial != null) {
      guard.fillInStackTrace(denial);
      throw denial;
    }
  }

  private @Nullable KmsAccessDeniedException onExecution(
      Context.BeforeExecution context, ExecutionAttributes attributes) {
    SdkRequest request = context.request();
    if (closed || !(request instanceof KmsRequest) || attributes.getAttribute(STATE) != null) {
      return null;
    }
    ClientProfile client = clients.of(attributes);
    if (!isFinal(request, client)) {
      defers = true;
      attributes.putAttribute(STATE, pending);
      return null;
    }
    return denial(decide(request, attributes, client));
  }

  /** Whether a request counts as final in {@code beforeExecution}. */
  private boolean isFinal(SdkRequest request, ClientProfile client) {
    return switch (denialPoint) {
      case BEFORE_EXECUTION -> true;
      case BEFORE_TRANSMISSION -> false;
      case AUTO -> client.isAlone() && !ClientProfiles.carriesPlugins(request);
    };
  }

  private @Nullable CallOutcome onMarshalling(
      Context.BeforeMarshalling context, ExecutionAttributes attributes) {
    return defers && own(attributes.getAttribute(STATE)) instanceof CallState.Pending
        ? decide(context.request(), attributes)
        : null;
  }

  private boolean onMarshalled(Context.AfterMarshalling context, ExecutionAttributes attributes) {
    CallState state = defers ? own(attributes.getAttribute(STATE)) : null;
    boolean matters =
        state instanceof CallState.Pending
            || (state instanceof CallOutcome outcome
                && (outcome.isDenial() || outcome.client() != null));
    if (matters) {
      attributes.putAttribute(MARSHALLED, new MarshalledRequest(context));
    }
    return matters;
  }

  private @Nullable KmsAccessDeniedException onTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    CallState state = own(attributes.getAttribute(STATE));
    if (state instanceof CallState.Pending) {
      // A wrapper did not delegate `beforeMarshalling`.
      CallOutcome outcome = decide(context.request(), attributes);
      return sent(unlessChanged(outcome, context, attributes), context, attributes);
    }
    if (state instanceof CallOutcome outcome) {
      CallOutcome current = current(outcome, context.request(), attributes);
      return sent(unlessChanged(current, context, attributes), context, attributes);
    }
    return state == null ? null : sent(null, context, attributes);
  }

  /** What stops a call; if nothing does, it is sent now. */
  private @Nullable KmsAccessDeniedException sent(
      @Nullable CallOutcome outcome,
      Context.BeforeTransmission context,
      ExecutionAttributes attributes) {
    KmsAccessDeniedException denial = denial(outcome);
    if (denial == null && !closed) {
      if (outcome == null) {
        responses.sentUndecided(context.request(), attributes);
      } else {
        responses.sent(outcome, attributes);
      }
    }
    return denial;
  }

  @SuppressWarnings("ReferenceEquality") // Equal requests of different identity are decided again.
  private static boolean isSame(SdkRequest decided, SdkRequest sent) {
    return decided == sent;
  }

  private @Nullable KmsAccessDeniedException denial(@Nullable CallOutcome outcome) {
    return outcome == null || closed ? null : outcome.denial();
  }

  /** The outcome of a call on the request that is sent. */
  private @Nullable CallOutcome current(
      CallOutcome before, SdkRequest request, ExecutionAttributes attributes) {
    if (isSame(before.request(), request)) {
      return before;
    }
    takeBack(before);
    return decide(request, attributes);
  }

  /** The outcome; null if it is a denial and another interceptor has changed what is sent. */
  private @Nullable CallOutcome unlessChanged(
      @Nullable CallOutcome outcome,
      Context.BeforeTransmission context,
      ExecutionAttributes attributes) {
    if (outcome == null || (!outcome.isDenial() && outcome.client() == null)) {
      return outcome;
    }
    boolean sentAsMarshalled = isSentAsMarshalled(context, attributes);
    if (!outcome.isDenial()) {
      return sentAsMarshalled ? outcome : forgotten(outcome, attributes);
    }
    if (sentAsMarshalled && outcome.isSignedAlike(attributes, context.httpRequest())) {
      return outcome;
    }
    takeBack(outcome);
    counts.countUndecided();
    attributes.putAttribute(STATE, undecided);
    CallDecision open = outcome.leftOpen();
    for (DecisionListener listener : listeners) {
      var unused = guard.get(() -> notified(listener, open), false);
    }
    return null;
  }

  /** An outcome whose refusal is not remembered: KMS answers a request that was not decided. */
  private static CallOutcome forgotten(CallOutcome outcome, ExecutionAttributes attributes) {
    CallOutcome forgotten = outcome.forgotten();
    attributes.putAttribute(STATE, forgotten);
    return forgotten;
  }

  private static boolean notified(DecisionListener listener, CallDecision decision) {
    listener.decided(decision);
    return true;
  }

  private static boolean isSentAsMarshalled(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    MarshalledRequest marshalled = attributes.getAttribute(MARSHALLED);
    return marshalled == null || marshalled.isSentBy(context);
  }

  private void takeBack(CallOutcome before) {
    counts.replace(before.decision());
    stopped.replace(before.decision());
    open.replace(before.decision());
  }

  private @Nullable CallOutcome decide(SdkRequest request, ExecutionAttributes attributes) {
    return decide(request, attributes, clients.of(attributes));
  }

  private @Nullable CallOutcome decide(
      SdkRequest request, ExecutionAttributes attributes, ClientProfile client) {
    CallOutcome outcome = null;
    try {
      outcome = outcomeOf(request, attributes, client);
    } finally {
      attributes.putAttribute(STATE, outcome == null ? undecided : outcome);
    }
    if (outcome != null) {
      for (DecisionListener listener : listeners) {
        var unused = guard.run(NOTIFICATION, listener, attributes, false);
      }
    }
    return outcome;
  }

  private @Nullable CallOutcome outcomeOf(
      SdkRequest request, ExecutionAttributes attributes, ClientProfile client) {
    if (closed) {
      return null;
    }
    Optional<InterceptedCall> call = pipeline.callOf(request, attributes, client);
    if (call.isEmpty()) {
      counts.countUndecided();
      return null;
    }
    boolean timed = listeners.length > 0;
    CallOutcome outcome = pipeline.decide(call.get(), request, attributes, client, timed);
    counts.count(outcome.decision());
    stopped.note(outcome.decision());
    open.note(outcome.decision());
    return outcome;
  }

  private boolean onSuccess(Context.AfterExecution context, ExecutionAttributes attributes) {
    CallState state = own(attributes.getAttribute(STATE));
    if (state instanceof CallOutcome outcome) {
      responses.succeeded(outcome, context.response());
    } else if (state != null) {
      responses.endedUndecided(context.request(), attributes);
    }
    end(state, attributes);
    return true;
  }

  private boolean onFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    CallState state = own(attributes.getAttribute(STATE));
    if (state instanceof CallOutcome outcome) {
      responses.failed(outcome, context, attributes);
    } else if (state != null && ResponseObserver.mayBeMade(context, attributes)) {
      responses.endedUndecided(context.request(), attributes);
    }
    end(state, attributes);
    return true;
  }

  private void end(@Nullable CallState state, ExecutionAttributes attributes) {
    if (state != null) {
      responses.ended(state, attributes);
    }
  }

  private Throwable explained(Context.FailedExecution context, ExecutionAttributes attributes) {
    return own(attributes.getAttribute(STATE)) instanceof CallOutcome outcome
        ? responses.explained(outcome, context.exception())
        : context.exception();
  }

  /** The state, if this interceptor took the call; null otherwise. */
  @SuppressWarnings("ReferenceEquality") // The pipeline belongs to one interceptor.
  private @Nullable CallState own(@Nullable CallState state) {
    return state != null && state.pipeline() == pipeline ? state : null;
  }
}
