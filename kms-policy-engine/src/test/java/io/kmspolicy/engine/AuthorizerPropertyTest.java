package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

@Label("one engine, asked many times")
@AddLifecycleHook(Seeds.class)
class AuthorizerPropertyTest {

  private static final int TIMES = 3;

  /** With the budget of a check on the thread of a caller, and with that of the reference. */
  private static final List<Authorizer> PASSED =
      List.of(
          Authorizer.builder().maximumPrincipals(2).build(),
          Authorizer.builder()
              .maximumPrincipals(2)
              .maximumSteps(StepBudget.OF_AN_EVALUATION)
              .build());

  @Provide
  Arbitrary<World> worlds() {
    return Arbitraries.oneOf(Unknowns.partial(), Worlds.any().contended())
        .filter(world -> !(world.request().resource() instanceof KmsResource.UnknownKey));
  }

  @Provide
  Arbitrary<World> anyWorlds() {
    return Arbitraries.oneOf(Unknowns.partial(), Worlds.any().contended());
  }

  @Provide
  Arbitrary<List<RequestContext>> values() {
    return Worlds.any().contexts().list().ofSize(6);
  }

  /** Results cached for one context must not affect the decision in another. */
  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 500)
  @Label("6.13: what is remembered of open answers gives the reference's answer in every context")
  void decide_manyContexts_isTheReferencesAnswer(
      @ForAll("worlds") World world,
      @ForAll("values") List<RequestContext> values,
      @ForAll Random random) {
    AuthorizationRequest request = world.request();
    List<RequestContext> contexts = contexts(world, values, random);
    try (Authorizer authorizer = authorizer(world, StepBudget.OF_A_CHECK);
        Authorizer patient = authorizer(world, StepBudget.OF_AN_EVALUATION)) {
      for (int time = 0; time < TIMES; time++) {
        for (RequestContext context : contexts) {
          Decision expected = reference(world.in(context));

          assertRefines(decide(patient, request, context), expected, world.in(context));
          assertRefinesWithinBudget(
              authorizer, 0, decide(authorizer, request, context), expected, world.in(context));
        }
      }
    }
  }

  private static Decision decide(
      Authorizer authorizer, AuthorizationRequest request, RequestContext context) {
    return authorizer
        .principal(request.caller())
        .decide(request.action(), request.resource().arn(), context);
  }

  @Provide
  Arbitrary<World> oddWorlds() {
    return OddWorlds.worlds();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261201", tries = 1_000)
  @Label("2.7-2.16, 3.2, 3.14, 4.1: odd requests and statements: the reference's answer")
  void decide_oddRequests_isTheReferencesAnswer(@ForAll("oddWorlds") World world) {
    Decision expected = PolicyEvaluator.reference().decide(world.request(), world.policies());

    assertRefines(
        PolicyEvaluator.tables().decide(world.request(), world.policies()), expected, world);
  }

  /** One authorizer decides on all worlds, so its cached rows are of other policies each time. */
  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261125", tries = 1_000)
  @Label("policies passed to a decision: the reference's answer on exactly these, in any order")
  void decide_policiesPassed_isTheReferencesAnswer(@ForAll("anyWorlds") World world) {
    AuthorizationRequest request = asAuthorizersAsk(world);
    Decision expected = PolicyEvaluator.reference().decide(request, world.policies());
    long exhausted = PASSED.get(0).exhaustedChecks();
    for (int time = 0; time < TIMES; time++) {
      assertRefinesWithinBudget(
          PASSED.get(0), exhausted, decide(PASSED.get(0), request, world), expected, world);
      assertRefines(decide(PASSED.get(1), request, world), expected, world);
    }
  }

  private static Decision decide(Authorizer authorizer, AuthorizationRequest request, World world) {
    return authorizer.decide(
        request.caller(),
        authorizer.action(request.action()),
        request.resource(),
        world.policies().principalPolicies(),
        key(world),
        request.context());
  }

  /**
   * The compiled form decides and explains. Its explanations may be more certain than those of the
   * reference; where they are not, they name the same statements.
   */
  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 200)
  @Label("6.4: explanations refine those of the reference, with the same statements")
  void explain_anyQuestion_namesTheReferencesStatements(@ForAll("worlds") World world) {
    AuthorizationRequest request = asAuthorizersAsk(world);
    Explanation expected = PolicyEvaluator.reference().explain(request, world.policies());
    try (Authorizer authorizer = authorizer(world, StepBudget.OF_AN_EVALUATION)) {
      PrincipalHandle caller = authorizer.principal(request.caller());
      ActionHandle action = authorizer.action(request.action());
      String arn = request.resource().arn();
      Explanation found = authorizer.explain(request.caller(), action, arn, request.context());

      Decision decision = caller.decide(action, arn, request.context());
      assertRefines(decision, expected.decision(), world);
      assertRefines(found.decision(), expected.decision(), world);
      assertRefines(found.decision(), decision, world);
      if (found.decision() == expected.decision()) {
        assertThat(found.determiningStatements()).isEqualTo(expected.determiningStatements());
      }
    }
  }

  private static void assertRefines(Decision found, Decision expected, World world) {
    assertThat(Evaluators.refines(found, expected))
        .as("%s, reference %s for %s", found, expected, world)
        .isTrue();
  }

  /**
   * Rule 6.17: a check that used up its steps may be less certain than the reference, whose budget
   * is larger. It never contradicts the reference.
   *
   * @param exhausted the number of such checks before those of this world
   */
  private static void assertRefinesWithinBudget(
      Authorizer authorizer, long exhausted, Decision found, Decision expected, World world) {
    if (authorizer.exhaustedChecks() > exhausted && Evaluators.refines(expected, found)) {
      return;
    }
    assertRefines(found, expected, world);
  }

  /** Contexts with different unknown keys and different values of the known keys. */
  private static List<RequestContext> contexts(
      World world, List<RequestContext> values, Random random) {
    List<RequestContext> contexts = new ArrayList<>();
    contexts.add((RequestContext) world.request().context());
    for (RequestContext value : values) {
      RequestContext.Builder context = value.toBuilder();
      for (String name : ConditionKeys.NAMES) {
        int kind = random.nextInt(6);
        if (kind < 2) {
          context.set(name, kind == 0 ? ContextValue.unknown() : ContextValue.presentUnknown());
        }
      }
      contexts.add(value);
      contexts.add(context.build());
    }
    return contexts;
  }

  private static Decision reference(World world) {
    return PolicyEvaluator.reference().decide(asAuthorizersAsk(world), world.policies());
  }

  /**
   * The request without the attributes that an authorizer does not take: the grant id and the
   * account of the key.
   */
  private static AuthorizationRequest asAuthorizersAsk(World world) {
    AuthorizationRequest asked = world.request();
    return new AuthorizationRequest(
        asked.caller(),
        asked.action(),
        asked.resource(),
        asked.context(),
        "",
        asked.keyManager(),
        "");
  }

  private static Authorizer authorizer(World world, int steps) {
    PolicySnapshot snapshot =
        PolicySnapshot.builder()
            .principal(world.request().caller(), world.policies().principalPolicies())
            .key(world.request().resource(), key(world))
            .build();
    return Authorizer.builder().maximumSteps(steps).policies(snapshot).build();
  }

  private static KeyPolicies key(World world) {
    return world.policies().keyPolicies(world.request().keyManager());
  }
}
