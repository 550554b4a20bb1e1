package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Several questions at once have the answers that they have one after the other. */
@Label("several questions at once")
@AddLifecycleHook(Seeds.class)
class DecideAllPropertyTest {

  private static final List<String> ACTIONS =
      KmsCatalogue.bundled().actions().stream().map(KmsAction::name).toList();
  private static final List<String> OTHER_KEYS =
      List.of(
          "arn:aws:kms:us-west-2:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321",
          "arn:aws:kms:eu-west-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab",
          "*");

  @Provide
  Arbitrary<World> worlds() {
    return Arbitraries.oneOf(Unknowns.partial(), Worlds.any().known(), Worlds.any().contended())
        .filter(world -> !(world.request().resource() instanceof KmsResource.UnknownKey));
  }

  /** The policies of a scenario on its key and on another one; two further ones are unknown. */
  private static PolicySnapshot snapshot(World world) {
    AuthorizationRequest request = world.request();
    KeyPolicies key = world.policies().keyPolicies(request.keyManager());
    return PolicySnapshot.builder()
        .principal(request.caller(), world.policies().principalPolicies())
        .key(request.resource(), key)
        .key(KmsResource.parse(OTHER_KEYS.get(0)), key)
        .build();
  }

  private static List<String> shuffled(List<String> names, Random random, int count) {
    List<String> shuffled = new ArrayList<>(names);
    Collections.shuffle(shuffled, random);
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }

  /** Compares two authorizers that saw no other questions: open answers are remembered. */
  private static void check(World world, Random random, int count) {
    AuthorizationRequest request = world.request();
    List<String> actions = new ArrayList<>(shuffled(ACTIONS, random, count));
    actions.add(request.action());
    List<String> keys = new ArrayList<>(OTHER_KEYS);
    keys.add(request.resource().arn());
    Collections.shuffle(keys, random);
    PolicySnapshot snapshot = snapshot(world);
    try (Authorizer one = Authorizer.builder().policies(snapshot).build();
        Authorizer all = Authorizer.builder().policies(snapshot).build()) {
      PrincipalHandle single = one.principal(request.caller());
      PrincipalHandle several = all.principal(request.caller());
      for (String key : keys) {
        List<Decision> expected = new ArrayList<>();
        actions.forEach(name -> expected.add(single.decide(name, key, request.context())));
        List<ActionHandle> handles = actions.stream().map(all::action).toList();
        assertThat(several.decideAll(handles, key, request.context()))
            .as("%s on %s: %s", actions, key, world)
            .isEqualTo(expected);
      }
      for (String name : actions) {
        List<Decision> expected = new ArrayList<>();
        keys.forEach(key -> expected.add(single.decide(name, key, request.context())));
        assertThat(several.decideAll(all.action(name), keys, request.context()))
            .as("%s on %s: %s", name, keys, world)
            .isEqualTo(expected);
      }
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 300)
  @Label("6.13: decideAll answers as decide does, in the order of the questions")
  void decideAll_anyPolicies_answersAsOneByOne(
      @ForAll("worlds") World world, @ForAll Random random) {
    check(world, random, 12);
  }

  @Example
  @Label("decideAll answers as decide does on the corpora")
  void decideAll_corpora_answersAsOneByOne() {
    Random random = new Random(20261126);
    int count = 0;
    for (Corpus corpus : Corpus.bundled()) {
      for (Scenario scenario : corpus.scenarios()) {
        if (!(scenario.request().resource() instanceof KmsResource.UnknownKey)) {
          check(new World(scenario.request(), scenario.policies()), random, 4);
          count++;
        }
      }
    }
    assertThat(count).isGreaterThan(100);
  }
}
