package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.Seeds;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** Differences of snapshots beside a search through all requests of a small vocabulary. */
@Label("differences of snapshots by brute force")
@AddLifecycleHook(Seeds.class)
class SnapshotDiffPropertyTest {

  private static final String SESSIONS = "arn:aws:sts::111122223333:assumed-role/App/";

  /** The callers that the worlds list, each with its members in the vocabulary. */
  private static final Map<Caller, List<Caller>> MEMBERS =
      Map.of(
          SmallWorld.ALICE,
          List.of(SmallWorld.ALICE),
          SmallWorld.APP,
          List.of(
              Caller.parse(SESSIONS + "one").takenLiterally(),
              Caller.parse(SESSIONS + "two").takenLiterally()));

  private static PolicySnapshot snapshot(PolicyState state) {
    PolicySnapshot.Builder snapshot = PolicySnapshot.builder();
    state.callers().forEach(snapshot::principal);
    state.keys().forEach(snapshot::key);
    return snapshot
        .key(
            new KmsResource.Any(),
            new KeyPolicies(
                PolicyLayer.none(),
                GrantLayer.none(),
                OrganizationLayer.none(),
                KeyManager.CUSTOMER))
        .build();
  }

  private static SmallWorld listed(Random random) {
    SmallWorld world = SmallWorld.random(random);
    while (!world.listsCallers()) {
      world = SmallWorld.random(random);
    }
    return world;
  }

  /** What a difference says about an action of a caller; a change that is not listed is proven. */
  private static AccessChange change(SnapshotDiff diff, Caller caller, String action) {
    return diff.changes().stream()
        .filter(one -> one.caller().equals(caller) && one.action().equals(action))
        .findFirst()
        .orElse(null);
  }

  private static void assertSettled(MatchResult found, boolean expected, AccessChange change) {
    Statistics.label("answer").collect(found);
    if (found != MatchResult.INDETERMINATE) {
      assertThat(found).as("%s", change).isEqualTo(MatchResult.of(expected));
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 60)
  @Label("what is gained, lost and unchanged is what all requests say, or indeterminate and listed")
  void between_smallVocabulary_isWhatAllRequestsSay(@ForAll Random random) {
    SmallWorld world = listed(random);
    SmallWorld back =
        new SmallWorld(
            /* before= */ world.after(),
            /* after= */ world.before(),
            world.tested(),
            world.listsCallers());
    SnapshotDiff diff = SnapshotDiff.between(snapshot(world.before()), snapshot(world.after()));

    MEMBERS.forEach(
        (caller, members) -> {
          Set<String> gained = new AllRequests(world).gained(members);
          Set<String> lost = new AllRequests(back).gained(members);
          for (String action : AllRequests.ACTIONS) {
            AccessChange change = change(diff, caller, action);
            assertSettled(
                change == null ? MatchResult.NO_MATCH : change.gains(),
                gained.contains(action),
                change);
            assertSettled(
                change == null ? MatchResult.NO_MATCH : change.losses(),
                lost.contains(action),
                change);
          }
        });
  }
}
