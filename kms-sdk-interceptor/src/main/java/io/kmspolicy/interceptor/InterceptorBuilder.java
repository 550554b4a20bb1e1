package io.kmspolicy.interceptor;

import io.kmspolicy.engine.Authorizer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The builder of a {@link KmsPolicyInterceptor}; see {@link KmsPolicyInterceptor#builder()}. Not
 * thread-safe.
 */
public final class InterceptorBuilder {

  /** A maximum age that policies never exceed; see {@link #maximumAge}. */
  public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private static final Logger LOG = LoggerFactory.getLogger(KmsPolicyInterceptor.class);

  private static final Duration CHANGE_WINDOW = Duration.ofMinutes(5);

  @Nullable PolicyEvaluator authorizer;
  @Nullable CallerSource callers;
  @Nullable PolicySource policies;
  KeyDirectory keys = KeyDirectory.empty();
  EnforcementMode mode = EnforcementMode.OBSERVE;
  final Map<String, EnforcementMode> modes = new HashMap<>();
  DenialPoint denialPoint = DenialPoint.AUTO;
  @Nullable PolicyAgeSource ages;
  @Nullable Duration maximumAge;
  Duration changeWindow = CHANGE_WINDOW;
  final List<Assertion> assertions = new ArrayList<>();
  final List<DecisionListener> listeners = new ArrayList<>();
  DriftListener driftListener = DriftListener.silent();
  Duration remembered = Duration.ZERO;
  boolean explainDenials;
  RequestContext context = RequestContext.empty();
  Clock clock = Clock.systemUTC();
  int maximumSteps = Authorizer.DEFAULT_MAXIMUM_STEPS;

  /** Whether an operator reads of its calls; those of a sample are nobody's. */
  boolean isLogged = true;

  InterceptorBuilder() {}

  /** Sets an evaluator that decides in place of the compiled engine. */
  public InterceptorBuilder authorizer(PolicyEvaluator evaluator) {
    authorizer = evaluator;
    return this;
  }

  /**
   * Sets the caller, see {@link CallerSource#fixed}. Required, unless {@link #callers} is used. The
   * ARN of a role means any session of the role: decisions that depend on the session's name are
   * indeterminate. The ARN of one session, as in {@code assumed-role/App/SESSION}, does not contain
   * the path of the role: decisions that depend on the path are indeterminate unless {@link
   * Caller.RoleSession#ofRole} sets it.
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
   * Sets the source of the policies; and of keys and aliases if it is a {@link KeyDirectory}, and
   * of the policies' age if it is a {@link PolicyAgeSource}, as policy directories and live AWS
   * are. Required, unless {@link #rememberDenials} is used.
   */
  public InterceptorBuilder source(PolicySource source) {
    policies = source;
    if (source instanceof KeyDirectory directory) {
      keys = directory;
    }
    if (source instanceof PolicyAgeSource aging) {
      ages = aging;
    }
    return this;
  }

  /**
   * Sets the directory of keys and aliases, if it is not the source of the policies. By default, no
   * key and no alias is known.
   */
  public InterceptorBuilder keys(KeyDirectory directory) {
    keys = directory;
    return this;
  }

  /**
   * Sets the enforcement mode for calls that are certain to be denied. The default is {@link
   * EnforcementMode#OBSERVE}, which stops no call. {@link #rememberDenials} does not depend on it.
   */
  public InterceptorBuilder mode(EnforcementMode enforcement) {
    mode = enforcement;
    return this;
  }

  /**
   * Sets the enforcement mode for calls of one operation that are certain to be denied.
   *
   * @param operation such as {@code Decrypt}
   * @throws IllegalArgumentException if KMS has no such operation
   */
  public InterceptorBuilder mode(String operation, EnforcementMode enforcement) {
    modes.put(known(operation), enforcement);
    return this;
  }

  /**
   * An operation of KMS.
   *
   * @throws IllegalArgumentException if KMS has no such operation
   */
  static String known(String operation) {
    if (KmsCatalogue.bundled().operation(operation).isEmpty()) {
      throw new IllegalArgumentException("KMS has no operation `" + operation + "`");
    }
    return operation;
  }

  /**
   * Sets the hooks in which calls are decided and stopped. The default is {@link DenialPoint#AUTO}.
   */
  public InterceptorBuilder denyAt(DenialPoint point) {
    denialPoint = point;
    return this;
  }

  /** Sets the source of the policies' age, if it is not the source of the policies. */
  public InterceptorBuilder ages(PolicyAgeSource source) {
    ages = source;
    return this;
  }

  /**
   * Sets the maximum age at which policies stop calls. The default depends on the source: one hour
   * for policies that are refreshed, one day for policies that are read once. The policies of a
   * source that does not report an age count as read once, when the interceptor is built.
   *
   * @param maximum the maximum age; {@link #FOREVER} for policies of any age
   */
  public InterceptorBuilder maximumAge(Duration maximum) {
    maximumAge = maximum;
    return this;
  }

  /**
   * Sets the time after this client changes the grants, policy, aliases or tags of a key during
   * which no call on that key is stopped. The default is five minutes.
   */
  public InterceptorBuilder changeWindow(Duration window) {
    changeWindow = window;
    return this;
  }

  /**
   * Sets the listener that is called when KMS contradicts a decision, on a thread of the
   * interceptor.
   */
  public InterceptorBuilder driftListener(DriftListener receiver) {
    driftListener = receiver;
    return this;
  }

  /**
   * Caches denials by KMS and stops identical calls of the same access key until the cache entry
   * expires, in every mode. Does not need policies. A few seconds suffice to stop a burst of
   * retries.
   */
  public InterceptorBuilder rememberDenials(Duration ttl) {
    remembered = ttl;
    return this;
  }

  /**
   * Adds the local explanation to the exception message when KMS denies a call. It is found when
   * the message is read. Off by default.
   */
  public InterceptorBuilder explainDenials() {
    explainDenials = true;
    return this;
  }

  /** Adds an assertion, which replaces information that is not loaded. */
  public InterceptorBuilder assertion(Assertion assertion) {
    assertions.add(assertion);
    return this;
  }

  /**
   * Adds a listener that receives every decision, such as a {@code DecisionLog}. Listeners are
   * called in the order in which they were added. The interceptor does not close them.
   */
  public InterceptorBuilder listener(DecisionListener receiver) {
    listeners.add(receiver);
    return this;
  }

  /**
   * Sets condition keys that a client cannot know by itself, such as {@code aws:SourceIp} or {@code
   * aws:PrincipalTag/team}. A value is used only if the call itself does not determine the key.
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
   * Limits the work of one check on the thread of the call, see {@link
   * Authorizer.Builder#maximumSteps}. A check that needs more steps is indeterminate, so its call
   * is sent. It is counted in {@link KmsPolicyInterceptor#exhaustedChecks}.
   *
   * @param steps the maximum number of steps; by default {@value Authorizer#DEFAULT_MAXIMUM_STEPS},
   *     which takes about one millisecond
   * @throws IllegalArgumentException if the number is below 1
   */
  public InterceptorBuilder maximumSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("the maximum number of steps is " + steps + ", below 1");
    }
    maximumSteps = steps;
    return this;
  }

  /** Leaves what is checked and what is unknown out of the log. */
  InterceptorBuilder withoutLog() {
    isLogged = false;
    return this;
  }

  /**
   * Builds the interceptor. Creates one denial and reads its message, so that an incompatible
   * library is detected here and not when a call is stopped. One line of the log says what is
   * checked: whose calls, on which policies, and in which mode.
   *
   * @throws IllegalStateException if a required part is missing, or a library on the class path is
   *     too old; the message names it
   */
  public KmsPolicyInterceptor build() {
    LibraryCheck.run();
    KmsPolicyInterceptor built = new KmsPolicyInterceptor(InterceptorWiring.of(this));
    if (isLogged && LOG.isInfoEnabled()) {
      LOG.info(built.description());
    }
    return built;
  }
}
