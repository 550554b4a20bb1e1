package io.kmspolicy.interceptor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Ticker;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.engine.RowStatistics;
import io.kmspolicy.model.Caller;
import io.kmspolicy.model.RequestContext;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
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

  private final CallJudge judge;
  private final CompiledDecider compiled;
  private final DenyAt denyAt;
  private final Answers answers;
  private final Freshness freshness;
  private final Clock clock;
  private final @Nullable DenialMemory memory;
  private final InterceptorCounts counts = new InterceptorCounts();
  private final AtomicBoolean failureLogged = new AtomicBoolean();
  private volatile DecisionListener listener;

  private KmsPolicyInterceptor(Builder builder) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    CallerSource callers = required(builder.callers, "caller");
    PolicyEvaluator evaluator =
        builder.authorizer == null ? ReferenceAuthorizer.create() : builder.authorizer;
    RequestMembers members = new RequestMembers();
    Assertions assertions = new Assertions(builder.assertions);
    DenialText texts = new DenialText(evaluator, assertions);
    RecentChanges changes = new RecentChanges(builder.changeWindow, System::nanoTime);
    Enforcement enforcement = builder.enforcement(changes);
    this.compiled = new CompiledDecider(evaluator);
    this.memory = builder.memory(members);
    this.denyAt = builder.denyAt;
    this.listener = builder.listener;
    this.freshness = builder.freshness;
    this.clock = builder.clock;
    this.answers =
        new Answers(
            new TruthCheck(catalogue, texts, enforcement, builder.driftListener),
            changes,
            builder.policies(),
            memory,
            builder.explainDenials ? texts : null);
    Decider decider =
        builder.authorizer == null
            ? compiled
            : (plan, request, set) -> evaluator.decide(request, set);
    this.judge =
        new CallJudge(
            catalogue,
            callers,
            assertions.stated(builder.context),
            builder.calls(decider, members, assertions, catalogue),
            enforcement,
            memory,
            texts);
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

  /** How the decisions compare with the answers of KMS so far. */
  public TruthReport report() {
    return answers.truth().report();
  }

  /** How the rows of the compiled engine did so far; nothing if another evaluator decides. */
  public RowStatistics rowStatistics() {
    return compiled.statistics();
  }

  long findings(Finding finding) {
    return answers.truth().count(finding);
  }

  Freshness freshness() {
    return freshness;
  }

  Instant now() {
    return clock.instant();
  }

  Optional<Cache<?, ?>> denialCache() {
    return Optional.ofNullable(memory).map(DenialMemory::cache);
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
    attributes.putAttribute(SEEN, true);
    KmsAccessDeniedException denial = denial(request, attributes);
    if (denial != null && denyAt == DenyAt.BEFORE_EXECUTION) {
      throw denial;
    }
  }

  private @Nullable KmsAccessDeniedException denial(
      SdkRequest request, ExecutionAttributes attributes) {
    try {
      Optional<Call> call = judge.callOf(request, attributes);
      if (call.isEmpty()) {
        counts.countUndecided();
        return null;
      }
      Judgement judgement = judge.judge(call.get(), attributes);
      counts.count(judgement.decision());
      attributes.putAttribute(DECISION, judgement.decision());
      attributes.putAttribute(JUDGEMENT, judgement);
      guarded(() -> listener.decided(judgement.decision()));
      return judgement.denial();
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failed(e);
      return null;
    }
  }

  /** Stops the call, if this is where it is to be stopped. */
  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    Judgement own = own(attributes);
    if (own != null && own.denial() != null) {
      throw own.denial();
    }
  }

  /** Compares the decision with the success of the call. */
  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    Judgement own = own(attributes);
    if (own != null) {
      guarded(() -> answers.succeeded(own, context.response()));
    }
  }

  /** Compares the decision with the failure of the call. */
  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    Judgement own = own(attributes);
    if (own != null) {
      guarded(() -> answers.failed(own, context.exception()));
    }
  }

  /** Adds the local explanation to a refusal of KMS, if that is asked for. */
  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    Judgement own = own(attributes);
    if (own == null) {
      return context.exception();
    }
    try {
      return answers.explained(own, context.exception());
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failed(e);
      return context.exception();
    }
  }

  @SuppressWarnings("ReferenceEquality") // The judge is the interceptor's own or another's.
  private @Nullable Judgement own(ExecutionAttributes attributes) {
    Judgement judgement = attributes.getAttribute(JUDGEMENT);
    return judgement != null && judgement.judge() == judge ? judgement : null;
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failed(e);
    }
  }

  private void failed(Throwable failure) {
    counts.countFailure();
    if (failureLogged.compareAndSet(false, true)) {
      LOG.warn("a KMS call could not be checked; further failures are only counted", failure);
    }
  }

  /** Collects the parts of an interceptor. Not thread-safe. */
  public static final class Builder {

    private static final Duration MAXIMUM_AGE = Duration.ofHours(1);
    private static final Duration CHANGE_WINDOW = Duration.ofMinutes(5);

    private @Nullable PolicyEvaluator authorizer;
    private @Nullable CallerSource callers;
    private @Nullable LivePolicies policies;
    private KeyDirectory keys = KeyDirectory.empty();
    private EnforcementMode mode = EnforcementMode.OBSERVE;
    private final Map<String, EnforcementMode> modes = new HashMap<>();
    private DenyAt denyAt = DenyAt.BEFORE_EXECUTION;
    private Freshness freshness = Freshness.ageless();
    private Duration maximumAge = MAXIMUM_AGE;
    private Duration changeWindow = CHANGE_WINDOW;
    private final List<Assertion> assertions = new ArrayList<>();
    private DecisionListener listener = DecisionListener.silent();
    private DriftListener driftListener = DriftListener.silent();
    private Duration memory = Duration.ZERO;
    private boolean explainDenials;
    private RequestContext context = RequestContext.empty();
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    private Enforcement enforcement(RecentChanges changes) {
      return new Enforcement(mode, modes, freshness, maximumAge, changes, clock);
    }

    private LivePolicies policies() {
      return required(
          policies == null && !memory.isZero() ? LivePolicies.unknown() : policies, "policies");
    }

    private @Nullable DenialMemory memory(RequestMembers members) {
      return memory.isZero() ? null : new DenialMemory(memory, members, Ticker.systemTicker());
    }

    private CallAuthorizer calls(
        Decider decider, RequestMembers members, Assertions assertions, KmsCatalogue catalogue) {
      ResourceResolver resolver = new ResourceResolver(members, keys);
      KeyFactReader facts = new KeyFactReader(keys);
      return new CallAuthorizer(
          decider,
          members,
          resolver,
          new CallPolicies(policies(), keys, assertions),
          new CallContexts(catalogue, new MappedContext(members, resolver, facts), facts, clock));
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

    /**
     * Sets where the policies are found, and how old they are if the source is a {@link Freshness}
     * too. Required, unless denials are remembered.
     */
    public Builder policies(LivePolicies source) {
      policies = source;
      if (source instanceof Freshness aging) {
        freshness = aging;
      }
      return this;
    }

    /** Sets where keys and aliases are looked up; without it none is known. */
    public Builder keys(KeyDirectory directory) {
      keys = directory;
      return this;
    }

    /** Sets one source of both policies and keys, and of their age if it knows that. */
    public <S extends LivePolicies & KeyDirectory> Builder source(S source) {
      return policies(source).keys(source);
    }

    /** Sets a directory as the source of both policies and keys. */
    public Builder directory(PolicyDirectory directory) {
      return source(directory);
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

    /** Sets how old policies may be while calls are stopped; an hour if not set. */
    public Builder maximumAge(Duration longest) {
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

    /** Sets who is told when KMS contradicts a decision. */
    public Builder driftListener(DriftListener told) {
      driftListener = told;
      return this;
    }

    /**
     * Makes the interceptor remember refusals of KMS itself for so long, and stop identical calls
     * meanwhile, whatever the mode. Needs no policies. Some seconds are enough against a storm of
     * retries.
     */
    public Builder rememberDenials(Duration kept) {
      memory = kept;
      return this;
    }

    /** Adds the local explanation to the message when KMS refuses a call; off if not set. */
    public Builder explainDenials() {
      explainDenials = true;
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
