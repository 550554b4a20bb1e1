package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.reference.ReferenceEvaluator;
import io.kmspolicy.engine.reference.ReferenceEvaluator.Judgment;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatedUser;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

@Label("who is named by endpoint policies, by grants that are retired, and by unique ids")
@AddLifecycleHook(Seeds.class)
class NamedWorldsPropertyTest {

  private static final ReferenceEvaluator PLAIN =
      new ReferenceEvaluator(KmsCatalogue.bundled(), new StepBudget(StepBudget.OF_AN_EVALUATION));

  /** One authorizer for all worlds, so that what it remembers is of other policies each time. */
  private static final Authorizer SHARED =
      Authorizer.builder().maximumPrincipals(2).maximumSteps(StepBudget.OF_AN_EVALUATION).build();

  private static final String SERVICE = "kms:ViaService";

  @Provide
  Arbitrary<World> named() {
    return NamedWorlds.worlds();
  }

  @Provide
  Arbitrary<String> userIds() {
    return Arbitraries.of(
        "AIDACKCEVSQ6C2EXAMPLE",
        "AIDAEXAMPLEEXAMPLE001",
        "AROACKCEVSQ6C2EXAMPLE:s-1",
        "AROACKCEVSQ6C2EXAMPLE:s-2",
        "AROAEXAMPLEEXAMPLE001:s-1",
        "111122223333:bob");
  }

  @Provide
  Arbitrary<ContextValue> services() {
    return Arbitraries.of(
        ContextValue.absent(), ContextValue.of("s3.amazonaws.com"), ContextValue.of("other"));
  }

  private static void assertIsComplete(Decision found, Judgment judged, World world) {
    assertThat(Evaluators.refines(found, judged.decision()))
        .as("%s, reference %s for %s", found, judged, world)
        .isTrue();
    if (judged.isComplete()) {
      assertThat(found).as("%s", world).isEqualTo(judged.decision());
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261202", tries = 3_000)
  @Label("1.8, 4.6, 4.11, 5.14: tables decide what the complete reference decides")
  void decide_byTables_isTheReferencesDecision(@ForAll("named") World world) {
    Judgment judged = PLAIN.judge(world.request(), world.policies());

    assertIsComplete(
        PolicyEvaluator.tables().decide(world.request(), world.policies()), judged, world);
    Statistics.label("decision")
        .collect(judged.decision())
        .coverage(
            coverage -> {
              for (Decision decision : Decision.values()) {
                coverage.check(decision).percentage(share -> share > 0.5);
              }
            });
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261202", tries = 3_000)
  @Label("1.8, 4.6, 4.11, 5.14: an authorizer that is passed policies decides as the reference")
  void decide_policiesPassed_isTheReferencesDecision(@ForAll("named") World world) {
    AuthorizationRequest asked = world.request();
    AuthorizationRequest request = // an authorizer takes no grant id
        new AuthorizationRequest(
            asked.caller(),
            asked.action(),
            asked.resource(),
            asked.context(),
            "",
            asked.keyManager(),
            "");
    Judgment judged = PLAIN.judge(request, world.policies());
    for (int time = 0; time < 2; time++) {
      Decision found =
          SHARED.decide(
              request.caller(),
              SHARED.action(request.action()),
              request.resource(),
              world.policies().principalPolicies(),
              world.policies().keyPolicies(request.keyManager()),
              request.context());

      assertIsComplete(found, judged, world);
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261202", tries = 3_000)
  @Label("6.4: a certain decision holds whatever the unique id, the path and the user are")
  void decide_identityKnown_keepsCertainDecisions(
      @ForAll("named") World world,
      @ForAll("userIds") String userId,
      @ForAll("services") ContextValue service) {
    Decision promised = PolicyEvaluator.tables().decide(world.request(), world.policies());
    World known = world.in(known((RequestContext) world.request().context(), userId, service));
    for (Caller caller : possible(world.request().caller())) {
      World filled = known.by(caller);
      Decision now = PolicyEvaluator.tables().decide(filled.request(), filled.policies());

      assertThat(Evaluators.refines(now, promised))
          .as("%s, %s for %s", promised, now, filled)
          .isTrue();
    }
  }

  private static RequestContext known(RequestContext open, String userId, ContextValue service) {
    RequestContext.Builder context = open.toBuilder();
    if (!(open.get(PrincipalMatcher.USER_ID) instanceof ContextValue.Present)
        && !(open.get(PrincipalMatcher.USER_ID) instanceof ContextValue.Absent)) {
      context.put(PrincipalMatcher.USER_ID, userId);
    }
    if (open.get("kms:viaservice") instanceof ContextValue.Unknown) {
      context.set(SERVICE, service);
    }
    return context.build();
  }

  /** What the caller may be once the path of its role, or the user behind it, is known. */
  private static List<Caller> possible(Caller caller) {
    if (caller instanceof RoleCaller role && role.path() instanceof RolePath.Unknown) {
      return List.of(
          role.withPath(RolePath.root()), role.withPath(new RolePath.Known("/team/")), role);
    }
    if (caller instanceof FederatedUser session
        && session.user() instanceof FederatingUser.Unidentified) {
      return List.of(
          session.madeBy(new FederatingUser.Nobody()),
          session.madeBy(new FederatingUser.Named("alice")),
          session);
    }
    return List.of(caller);
  }
}
