package io.kmspolicy.interceptor;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.Caller;
import io.kmspolicy.model.Decision;
import io.kmspolicy.model.RequestContext;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
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
 * counts them all. Calls that bring grant tokens are never stopped. Requests of other services are
 * left alone. A call that two interceptors of this kind see is decided by the first.
 *
 * <p>It works for synchronous and asynchronous clients, decides on the caller's thread, does no I/O
 * and is safe for use by many threads and clients. It sees the request as the caller made it:
 * interceptors that change requests must come before this one and do so in {@code beforeExecution}.
 *
 * <pre>{@code
 * PolicyDirectory directory = PolicyDirectory.load(Path.of("policies"));
 * KmsPolicyInterceptor interceptor =
 *     KmsPolicyInterceptor.builder()
 *         .authorizer(ReferenceAuthorizer.create())
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

  private static final Logger LOG = LoggerFactory.getLogger(KmsPolicyInterceptor.class);

  private final CallAuthorizer calls;
  private final DenialText texts;
  private final KmsCatalogue catalogue;
  private final Caller.AccountCaller caller;
  private final EnforcementMode mode;
  private final DecisionListener listener;
  private final InterceptorCounts counts = new InterceptorCounts();
  private final AtomicBoolean failureLogged = new AtomicBoolean();

  private KmsPolicyInterceptor(Builder builder) {
    PolicyEvaluator authorizer = required(builder.authorizer, "authorizer");
    this.texts = new DenialText(authorizer);
    this.caller = accountCaller(required(builder.caller, "caller"));
    this.mode = builder.mode;
    this.listener = builder.listener;
    this.catalogue = KmsCatalogue.bundled();
    RequestMembers members = new RequestMembers();
    ResourceResolver resolver = new ResourceResolver(members, builder.keys);
    KeyFactReader keyFacts = new KeyFactReader(builder.keys);
    this.calls =
        new CallAuthorizer(
            authorizer,
            members,
            resolver,
            new CallPolicies(required(builder.policies, "policies"), builder.keys),
            new CallContexts(
                catalogue,
                new MappedContext(members, resolver, keyFacts),
                keyFacts,
                builder.context,
                builder.clock));
  }

  private static <T> T required(@Nullable T part, String name) {
    if (part == null) {
      throw new IllegalStateException("the interceptor needs `" + name + "`");
    }
    return part;
  }

  private static Caller.AccountCaller accountCaller(Caller caller) {
    if (caller instanceof Caller.AccountCaller account) {
      return account;
    }
    throw new IllegalStateException(
        "`" + caller.arn() + "` is a service; a client calls as an identity of an account");
  }

  /** Starts an interceptor. */
  public static Builder builder() {
    return new Builder();
  }

  /** What it has decided, stopped and failed at so far. */
  public InterceptorCounts counts() {
    return counts;
  }

  /** Decides a call; this is how the SDK calls the interceptor. */
  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    Optional<KmsAccessDeniedException> denial = denial(context.request(), attributes);
    if (denial.isPresent()) {
      throw denial.get();
    }
  }

  private Optional<KmsAccessDeniedException> denial(
      SdkRequest request, ExecutionAttributes attributes) {
    try {
      if (!(request instanceof KmsRequest) || attributes.getAttribute(SEEN) != null) {
        return Optional.empty();
      }
      attributes.putAttribute(SEEN, true);
      return callOf(request, attributes).flatMap(call -> decide(call, attributes));
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      failed(e);
      return Optional.empty();
    }
  }

  private Optional<Call> callOf(SdkRequest request, ExecutionAttributes attributes) {
    String name = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    Region region = attributes.getAttribute(AwsExecutionAttribute.AWS_REGION);
    if (name == null || region == null) {
      return Optional.empty();
    }
    Optional<KmsOperation> operation = catalogue.operation(name);
    return operation.map(
        known ->
            new Call(
                known,
                request,
                caller,
                PartitionMetadata.of(region).id(),
                region.id(),
                isEndpointOverridden(attributes)));
  }

  @SuppressWarnings("deprecation") // The attribute that took its place is internal to the SDK.
  private static boolean isEndpointOverridden(ExecutionAttributes attributes) {
    return Boolean.TRUE.equals(attributes.getAttribute(SdkExecutionAttribute.ENDPOINT_OVERRIDDEN));
  }

  private Optional<KmsAccessDeniedException> decide(Call call, ExecutionAttributes attributes) {
    long start = System.nanoTime();
    List<CheckDecision> checks = calls.decide(call);
    Decision decision = CallDecision.combine(checks);
    boolean stop =
        mode == EnforcementMode.ENFORCE
            && decision.isCertainDenial()
            && !calls.bringsGrantTokens(call);
    CallDecision result =
        new CallDecision(
            call.operation().name(), decision, checks, stop, System.nanoTime() - start);
    Optional<KmsAccessDeniedException> denial =
        stop ? Optional.of(exception(result)) : Optional.empty();
    counts.count(result);
    attributes.putAttribute(DECISION, result);
    tell(result);
    return denial;
  }

  private KmsAccessDeniedException exception(CallDecision call) {
    for (CheckDecision check : call.checks()) {
      if (check instanceof CheckDecision.Asked asked && asked.decision() == call.decision()) {
        String reason = texts.reason(asked);
        return KmsAccessDeniedException.of(call, reason, texts.message(asked, reason));
      }
    }
    throw new IllegalStateException("no check has the decision `" + call.decision().text() + "`");
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

    private @Nullable PolicyEvaluator authorizer;
    private @Nullable Caller caller;
    private @Nullable PolicySource policies;
    private KeyDirectory keys = KeyDirectory.empty();
    private EnforcementMode mode = EnforcementMode.OBSERVE;
    private DecisionListener listener = DecisionListener.silent();
    private RequestContext context = RequestContext.empty();
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /** Sets who decides. Required. */
    public Builder authorizer(PolicyEvaluator decidingOne) {
      authorizer = decidingOne;
      return this;
    }

    /**
     * Sets who calls. Required. The ARN of a role session hides the path of the role, and what
     * depends on it stays open: state it with {@link Caller.RoleSession#ofRole}.
     */
    public Builder caller(Caller callingOne) {
      caller = callingOne;
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
