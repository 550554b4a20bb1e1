package io.kmspolicy.interceptor;

import com.github.benmanes.caffeine.cache.Ticker;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an interceptor, put together.
 *
 * @param judge decides calls
 * @param answers draws conclusions of what KMS answers
 * @param compiled the compiled engine, also where another evaluator decides
 * @param denyAt where calls are stopped
 * @param listener who is told of decisions
 * @param age how old the policies are
 * @param memory the refusals that are remembered; null if none are
 */
record InterceptorParts(
    CallJudge judge,
    Answers answers,
    CompiledDecider compiled,
    DenyAt denyAt,
    DecisionListener listener,
    PolicyAge age,
    @Nullable DenialMemory memory) {

  /**
   * Puts together what a builder has collected.
   *
   * @throws IllegalStateException if a required part is missing
   */
  static InterceptorParts of(InterceptorBuilder given) {
    KmsCatalogue catalogue = KmsCatalogue.bundled();
    CallerSource callers = required(given.callers, "caller");
    LivePolicies policies = policies(given);
    PolicyEvaluator evaluator =
        given.authorizer == null ? ReferenceAuthorizer.create() : given.authorizer;
    CompiledDecider compiled = new CompiledDecider(evaluator);
    RequestMembers members = new RequestMembers();
    Assertions assertions = new Assertions(given.assertions);
    DenialText texts = new DenialText(evaluator, assertions, policies);
    RecentChanges changes =
        new RecentChanges(given.changeWindow, System::nanoTime, policies::settled);
    PolicyAge age = new PolicyAge(given.freshness, given.longest(), given.clock);
    Enforcement enforcement = new Enforcement(given.mode, given.modes, age, changes);
    DenialMemory memory =
        given.remembered.isZero()
            ? null
            : new DenialMemory(given.remembered, members, Ticker.systemTicker());
    Answers answers =
        new Answers(
            new TruthCheck(catalogue, texts, enforcement, given.driftListener),
            changes,
            policies,
            memory,
            given.explainDenials ? texts : null);
    CallJudge judge =
        new CallJudge(
            catalogue,
            callers,
            assertions.stated(given.context),
            calls(given, policies, decider(given, compiled, evaluator), members, assertions),
            enforcement,
            memory,
            texts);
    return new InterceptorParts(
        judge, answers, compiled, given.denyAt, given.listener, age, memory);
  }

  private static LivePolicies policies(InterceptorBuilder given) {
    return required(
        given.policies == null && !given.remembered.isZero()
            ? LivePolicies.unknown()
            : given.policies,
        "policies");
  }

  private static Decider decider(
      InterceptorBuilder given, CompiledDecider compiled, PolicyEvaluator evaluator) {
    return given.authorizer == null
        ? compiled
        : (plan, request, set) -> evaluator.decide(request, set);
  }

  private static CallAuthorizer calls(
      InterceptorBuilder given,
      LivePolicies policies,
      Decider decider,
      RequestMembers members,
      Assertions assertions) {
    ResourceResolver resolver = new ResourceResolver(members, given.keys);
    KeyFactReader facts = new KeyFactReader(given.keys);
    MappedContext mapped = new MappedContext(members, resolver, facts);
    return new CallAuthorizer(
        decider,
        members,
        resolver,
        new CallPolicies(policies, given.keys, assertions),
        new CallContexts(
            KmsCatalogue.bundled(),
            mapped,
            facts,
            given.clock,
            required(given.callers, "caller"),
            assertions.areSessionsUntagged()));
  }

  private static <T> T required(@Nullable T part, String name) {
    if (part == null) {
      throw new IllegalStateException("the interceptor needs `" + name + "`");
    }
    return part;
  }
}
