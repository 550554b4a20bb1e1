package io.kmspolicy.interceptor;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.interceptor.CheckDecision.Asked;
import io.kmspolicy.model.Caller;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.RequestContext;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.model.KmsRequest;

/**
 * The policy enforcement point: decides every call of a KMS client before it leaves the process,
 * and in {@link EnforcementMode#ENFORCE} stops those that are certain to be refused.
 *
 * <p>Everything that is not certain goes through: AWS stays the authority. So does every call for
 * which the interceptor itself fails; the first such failure is logged, and {@link #counts()}
 * counts them all. {@link Fate} lists what else keeps a call from being stopped. Requests of other
 * services are left alone. A call that two interceptors of this kind see is decided by the first.
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

  private static final ExecutionAttribute<Boolean> SEEN = new ExecutionAttribute<>("KmsPolicySeen");

  private static final ExecutionAttribute<Judgement> JUDGEMENT =
      new ExecutionAttribute<>("KmsPolicyJudgement");

  private static final Logger LOG = LoggerFactory.getLogger(KmsPolicyInterceptor.class);

  private static final int SERVER_ERROR = 500;

  private final CallAuthorizer calls;
  private final CompiledDecider compiled;
  private final DenialText texts;
  private final KmsCatalogue catalogue = KmsCatalogue.bundled();
  private final CallerSource callers;
  private final RequestContext stated;
  private final RecentChanges changes;
  private final Enforcement enforcement;
  private final DenyAt denyAt;
  private final DecisionListener listener;
  private final InterceptorCounts counts = new InterceptorCounts();
  private final AtomicBoolean failureLogged = new AtomicBoolean();

  /**
   * What was found about a call, for the hooks that come later.
   *
   * @param owner the interceptor that decided it
   * @param denial what stops it; null if nothing does
   */
  private record Judgement(
      KmsPolicyInterceptor owner,
      Call call,
      CallDecision decision,
      @Nullable KmsAccessDeniedException denial) {}

  private KmsPolicyInterceptor(Builder builder) {
    PolicyEvaluator evaluator =
        builder.authorizer == null ? ReferenceAuthorizer.create() : builder.authorizer;
    Assertions assertions = new Assertions(builder.assertions);
    this.compiled = new CompiledDecider(evaluator);
    this.texts = new DenialText(evaluator, assertions);
    this.callers = required(builder.callers, "caller");
    this.stated = assertions.stated(builder.context);
    this.changes = new RecentChanges(builder.changeWindow, System::nanoTime);
    this.enforcement = builder.enforcement(changes);
    this.denyAt = builder.denyAt;
    this.listener = builder.listener;
    RequestMembers members = new RequestMembers();
    ResourceResolver resolver = new ResourceResolver(members, builder.keys);
    KeyFactReader keyFacts = new KeyFactReader(builder.keys);
    PolicySource policies = required(builder.policies, "policies");
    this.calls =
        new CallAuthorizer(
            builder.authorizer == null
                ? compiled
                : (plan, request, set) -> evaluator.decide(request, set),
            members,
            resolver,
            new CallPolicies(policies, builder.keys, assertions),
            new CallContexts(
                catalogue,
                new MappedContext(members, resolver, keyFacts),
                keyFacts,
                builder.clock));
  }

  private static <T> T required(@Nullable T part, String name) {
    if (part == null) {
      throw new IllegalStateException("the interceptor needs `" + name + "`");
    }
    return part;
  }

  /** Starts an interceptor. */
  public static Builder builder() {
    return new Builder();
  }

  /** What it has decided, stopped and failed at so far. */
  public InterceptorCounts counts() {
    return counts;
  }

  /** How the rows of the compiled engine did so far; nothing if another evaluator decides. */
  public RowStatistics rowStatistics() {
    return compiled.statistics();
  }

  /** Decides a call; this is how the SDK calls the interceptor. */
  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    KmsAccessDeniedException denial = denial(context.request(), attributes);
    if (denial != null && denyAt == DenyAt.BEFORE_EXECUTION) {
      throw denial;
    }
  }

  /** Stops the call, if this is where it is to be stopped. */
  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    Judgement judgement = attributes.getAttribute(JUDGEMENT);
    if (judgement != null && judgement.owner == this && judgement.denial != null) {
      throw judgement.denial;
    }
  }

  /** Notes that the call succeeded. */
  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    guarded(attributes, judgement -> succeeded(judgement));
  }

  /** Notes that the call failed. */
  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    guarded(attributes, judgement -> failed(judgement, context.exception()));
  }

  private void guarded(ExecutionAttributes attributes, Consumer<Judgement> work) {
    Judgement judgement = attributes.getAttribute(JUDGEMENT);
    if (judgement == null || judgement.owner != this) {
      return;
    }
    try {
      work.accept(judgement);
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failed(e);
    }
  }

  private void succeeded(Judgement judgement) {
    if (RecentChanges.isChange(judgement.decision.operation())) {
      changes.made(judgement.decision);
    }
  }

  /** A change that got no answer may have been made. */
  private void failed(Judgement judgement, Throwable failure) {
    boolean answered =
        failure instanceof AwsServiceException refusal && refusal.statusCode() < SERVER_ERROR;
    if (!answered && RecentChanges.isChange(judgement.decision.operation())) {
      changes.made(judgement.decision);
    }
  }

  private @Nullable KmsAccessDeniedException denial(
      SdkRequest request, ExecutionAttributes attributes) {
    try {
      if (!(request instanceof KmsRequest) || attributes.getAttribute(SEEN) != null) {
        return null;
      }
      attributes.putAttribute(SEEN, true);
      Optional<Call> call = callOf(request, attributes);
      if (call.isEmpty()) {
        counts.countUndecided();
        return null;
      }
      return decide(call.get(), attributes);
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failed(e);
      return null;
    }
  }

  private Optional<Call> callOf(SdkRequest request, ExecutionAttributes attributes) {
    String name = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    Region region = attributes.getAttribute(AwsExecutionAttribute.AWS_REGION);
    if (name == null || region == null) {
      return Optional.empty();
    }
    Optional<KmsOperation> operation = catalogue.operation(name);
    Optional<Caller.AccountCaller> caller = callers.callerOf(request, attributes);
    if (operation.isEmpty() || caller.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Call(
            operation.get(),
            request,
            caller.get(),
            PartitionMetadata.of(region).id(),
            region.id(),
            isEndpointOverridden(attributes),
            KmsPolicyAttributes.stated(stated, attributes)));
  }

  @SuppressWarnings("deprecation") // The attribute that took its place is internal to the SDK.
  private static boolean isEndpointOverridden(ExecutionAttributes attributes) {
    return Boolean.TRUE.equals(attributes.getAttribute(SdkExecutionAttribute.ENDPOINT_OVERRIDDEN));
  }

  private @Nullable KmsAccessDeniedException decide(Call call, ExecutionAttributes attributes) {
    long start = System.nanoTime();
    List<CheckDecision> checks = calls.decide(call);
    Decision decision = CallDecision.combine(checks);
    String operation = call.operation().name();
    Fate fate = enforcement.fate(call, decision, checks, calls.bringsGrantTokens(call), attributes);
    CallDecision result =
        new CallDecision(
            operation,
            decision,
            checks,
            enforcement.mode(operation),
            fate,
            System.nanoTime() - start);
    KmsAccessDeniedException denial = fate == Fate.STOPPED ? exception(result) : null;
    counts.count(result);
    attributes.putAttribute(DECISION, result);
    attributes.putAttribute(JUDGEMENT, new Judgement(this, call, result, denial));
    tell(result);
    return denial;
  }

  private KmsAccessDeniedException exception(CallDecision call) {
    Asked asked =
        DenialText.decisive(call)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no check has the decision `" + call.decision().text() + "`"));
    return KmsAccessDeniedException.of(
        call, () -> texts.reason(asked), reason -> texts.message(asked, reason));
  }

  private void tell(CallDecision decision) {
    try {
      listener.decided(decision);
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failed(e);
    }
  }

  private void failed(Throwable failure) {
    counts.countFailure();
    if (failureLogged.compareAndSet(false, true)) {
      LOG.warn(
          "a KMS call could not be checked and went on unchecked; further failures are only counted",
          failure);
    }
  }

  /** Collects the parts of an interceptor. Not thread-safe. */
  public static final class Builder {

    private static final Duration MAXIMUM_AGE = Duration.ofHours(1);
    private static final Duration CHANGE_WINDOW = Duration.ofMinutes(5);

    private @Nullable PolicyEvaluator authorizer;
    private @Nullable CallerSource callers;
    private @Nullable PolicySource policies;
    private KeyDirectory keys = KeyDirectory.empty();
    private EnforcementMode mode = EnforcementMode.OBSERVE;
    private final Map<String, EnforcementMode> modes = new HashMap<>();
    private DenyAt denyAt = DenyAt.BEFORE_EXECUTION;
    private Freshness freshness = Freshness.ageless();
    private Duration maximumAge = MAXIMUM_AGE;
    private Duration changeWindow = CHANGE_WINDOW;
    private final List<Assertion> assertions = new ArrayList<>();
    private DecisionListener listener = DecisionListener.silent();
    private RequestContext context = RequestContext.empty();
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    private Enforcement enforcement(RecentChanges changes) {
      return new Enforcement(mode, modes, freshness, maximumAge, changes, clock);
    }

    /** Sets who decides, in place of the compiled engine. */
    public Builder authorizer(PolicyEvaluator decidingOne) {
      authorizer = decidingOne;
      return this;
    }

    /**
     * Sets who calls. Required, unless {@link #callers} says it. The ARN of a role session hides
     * the path of the role, and what depends on it stays open: state it with {@link
     * Caller.RoleSession#ofRole}.
     */
    public Builder caller(Caller callingOne) {
      if (!(callingOne instanceof Caller.AccountCaller account)) {
        throw new IllegalStateException(
            "`" + callingOne.arn() + "` is a service; a client calls as an identity of an account");
      }
      return callers(CallerSource.fixed(account));
    }

    /** Sets who tells whose call it is. */
    public Builder callers(CallerSource source) {
      callers = source;
      return this;
    }

    /** Sets where the policies are found. Required. */
    public Builder policies(PolicySource source) {
      policies = source;
      return this;
    }

    /** Sets where keys and aliases are looked up; without it none is known. */
    public Builder keys(KeyDirectory directory) {
      keys = directory;
      return this;
    }

    /** Sets a directory as the source of both policies and keys. */
    public Builder directory(PolicyDirectory directory) {
      return policies(directory).keys(directory);
    }

    /** Sets what happens to calls that are certain to be refused; at first, nothing does. */
    public Builder mode(EnforcementMode enforcement) {
      mode = enforcement;
      return this;
    }

    /**
     * Sets that for one operation.
     *
     * @param operation such as {@code Decrypt}
     * @throws IllegalArgumentException if KMS has no such operation
     */
    public Builder mode(String operation, EnforcementMode enforcement) {
      if (KmsCatalogue.bundled().operation(operation).isEmpty()) {
        throw new IllegalArgumentException("KMS has no operation `" + operation + "`");
      }
      modes.put(operation, enforcement);
      return this;
    }

    /** Sets where calls are stopped; at once, if not set. */
    public Builder denyAt(DenyAt place) {
      denyAt = place;
      return this;
    }

    /**
     * Sets who tells how old the policies are, and how old they may be while calls are stopped.
     *
     * @param longest an hour is a good start; younger than the time between two refreshes stops
     *     nothing
     */
    public Builder freshness(Freshness source, Duration longest) {
      freshness = source;
      maximumAge = longest;
      return this;
    }

    /**
     * Sets for how long no call is stopped on a key whose grants, policy, aliases or tags this
     * client has changed; five minutes if not set.
     */
    public Builder changeWindow(Duration window) {
      changeWindow = window;
      return this;
    }

    /** States something that is not loaded. */
    public Builder assertion(Assertion stated) {
      assertions.add(stated);
      return this;
    }

    /** Sets who is told of decisions. */
    public Builder listener(DecisionListener told) {
      listener = told;
      return this;
    }

    /**
     * States condition keys that a client cannot know by itself, such as {@code aws:SourceIp} or
     * {@code aws:PrincipalTag/team}. It counts for the listed keys only, and only where the call
     * itself does not settle them.
     */
    public Builder context(RequestContext stated) {
      context = stated;
      return this;
    }

    /** Sets the clock behind {@code aws:CurrentTime}. */
    public Builder clock(Clock source) {
      clock = source;
      return this;
    }

    /**
     * Builds the interceptor.
     *
     * @throws IllegalStateException if a required part is missing
     */
    public KmsPolicyInterceptor build() {
      return new KmsPolicyInterceptor(this);
    }
  }
}
