package io.kmspolicy.interceptor;

import com.github.benmanes.caffeine.cache.Ticker;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.interceptor.decide.Assertions;
import io.kmspolicy.interceptor.decide.CallAuthorizer;
import io.kmspolicy.interceptor.decide.CallAuthorizer.Decider;
import io.kmspolicy.interceptor.decide.CallPolicies;
import io.kmspolicy.interceptor.decide.CompiledDecider;
import io.kmspolicy.interceptor.decide.DenialMessage;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.enforce.DenialCache;
import io.kmspolicy.interceptor.enforce.Enforcement;
import io.kmspolicy.interceptor.enforce.EnforcementModes;
import io.kmspolicy.interceptor.enforce.RecentChanges;
import io.kmspolicy.interceptor.enforce.StalenessCheck;
import io.kmspolicy.interceptor.request.SdkFieldIndex;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.mapping.ContextFactory;
import io.kmspolicy.mapping.RequestContextMapper;
import io.kmspolicy.mapping.ResourceResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicyAgeSource;
import io.kmspolicy.spi.PolicySource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkGlobalTime;

/**
 * The parts of an interceptor, connected to each other.
 *
 * @param pipeline decides calls
 * @param responses learns from the responses of KMS
 * @param compiled the compiled engine, also where another evaluator decides
 * @param policies the source of the policies
 * @param modes the modes of the operations
 * @param stopped counts the calls that are stopped
 * @param open finds why calls are indeterminate
 * @param explanations runs explanations
 * @param denialPoint the hooks in which calls are decided and stopped
 * @param listeners receive the decisions
 * @param age the age of the policies
 * @param denials the refusals of KMS that are remembered; null if none are
 * @param counts the counts of the interceptor
 * @param guard catches the failures of the interceptor
 * @param checked says what is checked
 */
record InterceptorWiring(
    CallPipeline pipeline,
    ResponseObserver responses,
    CompiledDecider compiled,
    PolicySource policies,
    EnforcementModes modes,
    StoppedCalls stopped,
    OpenReasons open,
    ExplanationQueue explanations,
    DenialPoint denialPoint,
    List<DecisionListener> listeners,
    StalenessCheck age,
    @Nullable DenialCache denials,
    InterceptorCounts counts,
    FailureGuard guard,
    CheckedCalls checked) {

  /**
   * Connects what a builder has collected.
   *
   * @throws IllegalStateException if a required part is missing
   */
  static InterceptorWiring of(InterceptorBuilder given) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    CallerSource callers = required(given.callers, "caller");
    PolicySource policies = policies(given);
    PolicyEvaluator evaluator =
        given.authorizer == null ? PolicyEvaluator.tables() : given.authorizer;
    CompiledDecider compiled = new CompiledDecider(given.maximumSteps);
    Assertions assertions = new Assertions(given.assertions);
    DenialMessage texts = new DenialMessage(evaluator, assertions, policies);
    Consumer<KmsResource> changed =
        resource -> {
          assertions.changed(resource);
          policies.changed(resource);
        };
    RecentChanges changes =
        new RecentChanges(given.changeWindow, System::nanoTime, changed, policies::settled);
    StalenessCheck age = new StalenessCheck(ages(given), given.maximumAge, given.clock);
    EnforcementModes modes = new EnforcementModes(given.mode, given.modes);
    Enforcement enforcement = new Enforcement(modes, age, changes);
    DenialCache denials =
        given.remembered.isZero() ? null : new DenialCache(given.remembered, Ticker.systemTicker());
    SdkFieldIndex fields = new SdkFieldIndex();
    InterceptorCounts counts = new InterceptorCounts();
    FailureGuard guard = new FailureGuard(counts);
    ExplanationQueue explanations = new ExplanationQueue(guard, counts);
    OpenCallWarnings warnings =
        given.isLogged
            ? new OpenCallWarnings(policies, explanations)
            : new OpenCallWarnings(policies, explanations::submit, text -> {});
    ResponseObserver responses =
        new ResponseObserver(
            new DriftDetector(
                catalogue, texts, enforcement, given.driftListener, explanations, warnings),
            changes,
            new UndecidedChanges(catalogue, fields, given.keys),
            changed,
            denials,
            given.explainDenials ? explained(texts, guard) : null);
    CallPipeline pipeline =
        new CallPipeline(
            catalogue,
            fields,
            callers,
            assertions.stated(given.context),
            calls(given, policies, decider(given, compiled, evaluator), assertions),
            enforcement,
            denials,
            texts,
            guard);
    return new InterceptorWiring(
        pipeline,
        responses,
        compiled,
        policies,
        modes,
        new StoppedCalls(texts, explanations),
        new OpenReasons(evaluator, explanations, warnings),
        explanations,
        given.denialPoint,
        List.copyOf(given.listeners),
        age,
        denials,
        counts,
        guard,
        new CheckedCalls(callers, policies, modes));
  }

  /** The explanation of a decision; the application reads it, so it must not fail. */
  private static Function<CallDecision, String> explained(DenialMessage texts, FailureGuard guard) {
    return decision -> guard.get(() -> texts.explanation(decision), CallPipeline.NO_REASON);
  }

  private static PolicySource policies(InterceptorBuilder given) {
    return required(
        given.policies == null && !given.remembered.isZero()
            ? PolicySource.unknown()
            : given.policies,
        "policies");
  }

  /** The age of the policies; one that the source does not report is the interceptor's own. */
  private static PolicyAgeSource ages(InterceptorBuilder given) {
    return given.ages == null
        ? PolicyAgeSource.readOnce("policies", given.clock.instant())
        : given.ages;
  }

  private static Decider decider(
      InterceptorBuilder given, CompiledDecider compiled, PolicyEvaluator evaluator) {
    return given.authorizer == null
        ? compiled
        : (plan, request, found) -> evaluator.decide(request, found.completed());
  }

  private static CallAuthorizer calls(
      InterceptorBuilder given, PolicySource policies, Decider decider, Assertions assertions) {
    ResourceResolver resolver = new ResourceResolver(given.keys);
    RequestContextMapper mapped = new RequestContextMapper(resolver, given.keys);
    return new CallAuthorizer(
        decider,
        resolver,
        new CallPolicies(policies, given.keys, assertions),
        new ContextFactory(
            mapped,
            given.keys,
            given.clock,
            required(given.callers, "caller"),
            assertions.areSessionsUntagged()),
        SdkGlobalTime::getGlobalTimeOffset);
  }

  private static <T> T required(@Nullable T part, String name) {
    if (part == null) {
      throw new IllegalStateException("the interceptor needs `" + name + "`");
    }
    return part;
  }
}
