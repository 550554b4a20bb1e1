package io.kmspolicy.interceptor;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.decision.DriftListener;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicyAgeSource;
import io.kmspolicy.spi.PolicySource;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of a {@link KmsPolicyInterceptor}; see {@link KmsPolicyInterceptor#builder()}.
 * Not thread-safe.
 */
public final class InterceptorBuilder {

  /** The maximum age of policies that never become too old; see {@link #maximumAge}. */
  public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private static final Duration CHANGE_WINDOW = Duration.ofMinutes(5);

  @Nullable PolicyEvaluator authorizer;
  @Nullable CallerSource callers;
  @Nullable PolicySource policies;
  KeyDirectory keys = KeyDirectory.empty();
  EnforcementMode mode = EnforcementMode.OBSERVE;
  final Map<String, EnforcementMode> modes = new HashMap<>();
  DenialPoint denyAt = DenialPoint.BEFORE_EXECUTION;
  @Nullable PolicyAgeSource freshness;
  @Nullable Duration maximumAge;
  Duration changeWindow = CHANGE_WINDOW;
  final List<Assertion> assertions = new ArrayList<>();
  DecisionListener listener = DecisionListener.silent();
  DriftListener driftListener = DriftListener.silent();
  Duration remembered = Duration.ZERO;
  boolean explainDenials;
  RequestContext context = RequestContext.empty();
  Clock clock = Clock.systemUTC();

  InterceptorBuilder() {}

  /** Sets who decides, in place of the compiled engine. */
  public InterceptorBuilder authorizer(PolicyEvaluator decidingOne) {
    authorizer = decidingOne;
    return this;
  }

  /**
   * Sets who calls. Required, unless {@link #callers} says it. The ARN of a role means any session
   * of the role, so that what depends on the session's name stays open. The ARN of one session, as
   * in {@code assumed-role/App/SESSION}, hides the path of the role, and what depends on the path
   * stays open: state it with {@link Caller.RoleSession#ofRole}.
   */
  public InterceptorBuilder caller(Caller callingOne) {
    if (!(callingOne instanceof Caller.AccountCaller account)) {
      throw new IllegalStateException(
          "`" + callingOne.arn() + "` is a service; a client calls as an identity of an account");
    }
    return callers(CallerSource.fixed(account));
  }

  /** Sets who tells whose call it is. */
  public InterceptorBuilder callers(CallerSource source) {
    callers = source;
    return this;
  }

  /**
   * Sets where the policies are found, and how old they are if the source is a {@link
   * PolicyAgeSource} too. Required, unless denials are remembered.
   */
  public InterceptorBuilder policies(PolicySource source) {
    policies = source;
    if (source instanceof PolicyAgeSource aging) {
      freshness = aging;
    }
    return this;
  }

  /** Sets where keys and aliases are looked up; without it none is known. */
  public InterceptorBuilder keys(KeyDirectory directory) {
    keys = directory;
    return this;
  }

  /** Sets one source of both policies and keys, and of their age if it knows that. */
  public <S extends PolicySource & KeyDirectory> InterceptorBuilder source(S source) {
    return policies(source).keys(source);
  }

  /** Sets a directory as the source of both policies and keys. */
  public InterceptorBuilder directory(PolicyDirectory directory) {
    return source(directory);
  }

  /** Sets what happens to calls that are certain to be refused; at first, nothing does. */
  public InterceptorBuilder mode(EnforcementMode enforcement) {
    mode = enforcement;
    return this;
  }

  /**
   * Sets that for one operation.
   *
   * @param operation such as {@code Decrypt}
   * @throws IllegalArgumentException if KMS has no such operation
   */
  public InterceptorBuilder mode(String operation, EnforcementMode enforcement) {
    if (KmsCatalogue.bundled().operation(operation).isEmpty()) {
      throw new IllegalArgumentException("KMS has no operation `" + operation + "`");
    }
    modes.put(operation, enforcement);
    return this;
  }

  /** Sets where calls are stopped; at once, if not set. */
  public InterceptorBuilder denyAt(DenialPoint place) {
    denyAt = place;
    return this;
  }

  /**
   * Sets who tells how old the policies are, and how old they may be while calls are stopped.
   *
   * @param longest an hour is a good start; younger than the time between two refreshes stops
   *     nothing
   */
  public InterceptorBuilder freshness(PolicyAgeSource source, Duration longest) {
    freshness = source;
    maximumAge = longest;
    return this;
  }

  /**
   * Sets how old policies may be while calls are stopped. The default is that of the source: an
   * hour for policies that are refreshed, a day for policies that are read once. A source that does
   * not report its age counts as read once, when the interceptor is built.
   *
   * @param longest {@link #FOREVER} if calls are stopped however old the policies are
   */
  public InterceptorBuilder maximumAge(Duration longest) {
    maximumAge = longest;
    return this;
  }

  /**
   * Sets for how long no call is stopped on a key whose grants, policy, aliases or tags this client
   * has changed; five minutes if not set.
   */
  public InterceptorBuilder changeWindow(Duration window) {
    changeWindow = window;
    return this;
  }

  /** Sets who is told when KMS contradicts a decision. */
  public InterceptorBuilder driftListener(DriftListener told) {
    driftListener = told;
    return this;
  }

  /**
   * Makes the interceptor remember refusals of KMS itself for so long, and stop identical calls
   * meanwhile, whatever the mode. Needs no policies. Some seconds are enough against a storm of
   * retries.
   */
  public InterceptorBuilder rememberDenials(Duration kept) {
    remembered = kept;
    return this;
  }

  /** Adds the local explanation to the message when KMS refuses a call; off if not set. */
  public InterceptorBuilder explainDenials() {
    explainDenials = true;
    return this;
  }

  /** States something that is not loaded. */
  public InterceptorBuilder assertion(Assertion stated) {
    assertions.add(stated);
    return this;
  }

  /** Sets who is told of decisions. */
  public InterceptorBuilder listener(DecisionListener told) {
    listener = told;
    return this;
  }

  /**
   * States condition keys that a client cannot know by itself, such as {@code aws:SourceIp} or
   * {@code aws:PrincipalTag/team}. It counts for the listed keys only, and only where the call
   * itself does not settle them.
   */
  public InterceptorBuilder context(RequestContext stated) {
    context = stated;
    return this;
  }

  /** Sets the clock behind {@code aws:CurrentTime}. */
  public InterceptorBuilder clock(Clock source) {
    clock = source;
    return this;
  }

  /**
   * Builds the interceptor.
   *
   * @throws IllegalStateException if a required part is missing
   */
  public KmsPolicyInterceptor build() {
    return new KmsPolicyInterceptor(InterceptorWiring.of(this));
  }
}
