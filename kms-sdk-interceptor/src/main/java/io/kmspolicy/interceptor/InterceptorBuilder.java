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
 * The builder of a {@link KmsPolicyInterceptor}; see {@link KmsPolicyInterceptor#builder()}. Not
 * thread-safe.
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
  DenialPoint denialPoint = DenialPoint.AUTO;
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

  /** Sets the evaluator that decides, in place of the compiled engine. */
  public InterceptorBuilder authorizer(PolicyEvaluator evaluator) {
    authorizer = evaluator;
    return this;
  }

  /**
   * Sets the caller, see {@link CallerSource#fixed}. Required, unless {@link #callers} is used. The
   * ARN of a role means any session of the role: what depends on the session's name stays open. The
   * ARN of one session, as in {@code assumed-role/App/SESSION}, hides the path of the role, and
   * what depends on the path stays open: state it with {@link Caller.RoleSession#ofRole}.
   */
  public InterceptorBuilder caller(Caller caller) {
    if (!(caller instanceof Caller.AccountCaller account)) {
      throw new IllegalStateException(
          "`" + caller.arn() + "` is an AWS service principal; the caller must be an IAM identity");
    }
    return callers(CallerSource.fixed(account));
  }

  /** Sets the source that identifies the caller of each call. */
  public InterceptorBuilder callers(CallerSource source) {
    callers = source;
    return this;
  }

  /**
   * Sets the source of the policies, and of their age if it is a {@link PolicyAgeSource} too.
   * Required, unless denials are remembered.
   */
  public InterceptorBuilder policies(PolicySource source) {
    policies = source;
    if (source instanceof PolicyAgeSource aging) {
      freshness = aging;
    }
    return this;
  }

  /** Sets the directory of keys and aliases; if not set, none is known. */
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

  /** Sets what happens to calls that are certain to be refused; if not set, nothing. */
  public InterceptorBuilder mode(EnforcementMode enforcement) {
    mode = enforcement;
    return this;
  }

  /**
   * Sets what happens to calls of one operation that are certain to be refused.
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

  /** Sets the hooks in which calls are decided and stopped; {@link DenialPoint#AUTO} if not set. */
  public InterceptorBuilder denyAt(DenialPoint point) {
    denialPoint = point;
    return this;
  }

  /**
   * Sets the source of the policies' age, and the age up to which they stop calls.
   *
   * @param maximum an hour is a good start; less than the time between two refreshes stops nothing
   */
  public InterceptorBuilder freshness(PolicyAgeSource source, Duration maximum) {
    freshness = source;
    maximumAge = maximum;
    return this;
  }

  /**
   * Sets the age up to which policies stop calls. The default is that of the source: an hour for
   * policies that are refreshed, a day for policies that are read once. A source that does not
   * report its age counts as read once, when the interceptor is built.
   *
   * @param maximum {@link #FOREVER} if policies of any age stop calls
   */
  public InterceptorBuilder maximumAge(Duration maximum) {
    maximumAge = maximum;
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

  /** Sets the listener that is called when KMS contradicts a decision. */
  public InterceptorBuilder driftListener(DriftListener receiver) {
    driftListener = receiver;
    return this;
  }

  /**
   * Makes the interceptor remember refusals of KMS for a time, and stop identical calls meanwhile,
   * in every mode. Needs no policies. Some seconds are enough against a storm of retries.
   */
  public InterceptorBuilder rememberDenials(Duration ttl) {
    remembered = ttl;
    return this;
  }

  /** Adds the local explanation to the message when KMS refuses a call; off if not set. */
  public InterceptorBuilder explainDenials() {
    explainDenials = true;
    return this;
  }

  /** Adds an assertion, which states something that is not loaded. */
  public InterceptorBuilder assertion(Assertion assertion) {
    assertions.add(assertion);
    return this;
  }

  /** Sets the listener that receives the decisions. */
  public InterceptorBuilder listener(DecisionListener receiver) {
    listener = receiver;
    return this;
  }

  /**
   * States condition keys that a client cannot know by itself, such as {@code aws:SourceIp} or
   * {@code aws:PrincipalTag/team}. A stated value counts only where the call itself does not
   * determine the key.
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
   * Builds the interceptor. It makes one denial and reads its message, so that libraries which are
   * too old are found here and not when a call is stopped.
   *
   * @throws IllegalStateException if a required part is missing, or a library on the class path is
   *     too old; the message names it
   */
  public KmsPolicyInterceptor build() {
    LibraryCheck.run();
    return new KmsPolicyInterceptor(InterceptorWiring.of(this));
  }
}
