package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.writer.PolicyWriter;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;

/** Proofs beside a search through all requests of a small vocabulary. */
@Label("proofs by brute force")
@AddLifecycleHook(Seeds.class)
class BruteForceProofPropertyTest {

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 30)
  @Label("a change is refuted exactly if some request is allowed after it and was denied before")
  void noNewAccess_smallVocabulary_isWhatAllRequestsSay(@ForAll Random random) {
    SmallWorld world = SmallWorld.random(random);
    Proof proof = PolicyProver.create().noNewAccess(world.before(), world.after());
    Optional<AllRequests.Found> found = new AllRequests(world).counterexample();

    if (proof instanceof Proof.Indeterminate) {
      Statistics.collect(
          "Indeterminate, " + (found.isPresent() ? "refutable" : "no counterexample"));
    } else {
      Statistics.collect(proof.getClass().getSimpleName());
      assertThat(found.isPresent())
          .as("%s%nfound %s%nfor %s", text(proof), found, text(world))
          .isEqualTo(proof instanceof Proof.Refuted);
    }
  }

  private static String text(Proof proof) {
    return proof instanceof Proof.Refuted refuted
        ? "refuted by " + refuted.witness().after().request()
        : proof.toString();
  }

  private static String text(SmallWorld world) {
    return "before " + text(world.before()) + "\nafter " + text(world.after());
  }

  private static String text(PolicyState state) {
    StringBuilder text = new StringBuilder();
    state.keys().values().forEach(key -> text.append(text(key.key())));
    state
        .callers()
        .forEach(
            (caller, own) ->
                text.append("\n  ")
                    .append(caller.arn())
                    .append(' ')
                    .append(text(own.identity()))
                    .append(" within ")
                    .append(text(own.permissionsBoundary())));
    return text.toString();
  }

  private static String text(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? PolicyWriter.compact().write(attached.policies().get(0).document())
        : "none";
  }
}
