package io.kmspolicy.engine;

import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.FederatingUser;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** The properties on unknown inputs are not vacuous: every kind of unknown input is generated. */
@Label("generated questions")
@AddLifecycleHook(Seeds.class)
class UnknownsTest {

  private static final int FEW = 20;

  @Provide
  Arbitrary<World> partial() {
    return Unknowns.partial();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124", tries = 4000)
  @Label("6.1: things of every kind are unknown, and answers of every kind are given")
  void partial_manyQuestions_hideEveryKind(@ForAll("partial") World world) {
    hidden(world)
        .forEach(
            (kind, isHidden) ->
                Statistics.label(kind)
                    .collect(isHidden)
                    .coverage(coverage -> coverage.check(true).count(count -> count > FEW)));
    Decision decision = Evaluators.ALL.get(0).decide(world.request(), world.policies());
    Statistics.label("decision")
        .collect(decision)
        .coverage(
            coverage -> {
              for (Decision one : Decision.values()) {
                coverage.check(one).count(count -> count > FEW);
              }
            });
  }

  private static Map<String, Boolean> hidden(World world) {
    PolicySet set = world.policies();
    RequestContext context = (RequestContext) world.request().context();
    Map<String, Boolean> hidden = new LinkedHashMap<>();
    hidden.put("identity policies", set.identity() instanceof PolicyLayer.Unknown);
    hidden.put("boundary", set.permissionsBoundary() instanceof PolicyLayer.Unknown);
    hidden.put("session policies", set.session() instanceof PolicyLayer.Unknown);
    hidden.put("SCPs", set.serviceControl() instanceof OrganizationLayer.Unknown);
    hidden.put("RCPs", set.resourceControl() instanceof OrganizationLayer.Unknown);
    hidden.put("key policy", set.key() instanceof PolicyLayer.Unknown);
    hidden.put("grants", set.grants() instanceof GrantLayer.Unknown);
    hidden.put("endpoint policy", set.vpcEndpoint() instanceof PolicyLayer.Unknown);
    hidden.put("key", world.request().resource() instanceof KmsResource.UnknownKey);
    hidden.put("value of a key", context.values().containsValue(ContextValue.presentUnknown()));
    hidden.put("condition key", context.values().containsValue(ContextValue.unknown()));
    hidden.put("prefix", !context.unknownPrefixes().isEmpty());
    hidden.put(
        "path of a role",
        world.request().caller() instanceof Caller.RoleSession session
            && session.path() instanceof RolePath.Unknown);
    hidden.put(
        "user behind a session",
        world.request().caller() instanceof Caller.FederatedUser federated
            && federated.user() instanceof FederatingUser.Unidentified);
    return hidden;
  }
}
