package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.Worlds.World;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Questions of which the policies leave the same are decided alike in every context. */
@Label("what policies leave of a question")
@AddLifecycleHook(Seeds.class)
class ResidualTest {

  private static final String ROLES = "arn:aws:iam::111122223333:role/";
  private static final KmsResource KEY = key("1234abcd");
  private static final PrincipalPolicies NOTHING = Policies.identity();
  private static final List<String> ACTIONS =
      KmsCatalogue.bundled().actions().stream().map(KmsAction::name).toList();
  private static final List<Caller> OTHERS =
      List.of(
          Caller.parse(ROLES + "Other"),
          Caller.parse("arn:aws:iam::111122223333:user/alice"),
          Caller.parse("arn:aws:iam::444455556666:role/App"));

  private final Authorizer authorizer = Authorizer.builder().build();

  private static KmsResource key(String id) {
    return KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/" + id);
  }

  private static Caller role(String name) {
    return Caller.parse(ROLES + name);
  }

  /** A key policy that lets two roles decrypt for one tenant, and one of them encrypt. */
  private static KeyPolicies listing(String tenant) {
    return Policies.key(
        "{'Effect':'Allow','Principal':{'AWS':['"
            + ROLES
            + "A','"
            + ROLES
            + "B']},'Action':'kms:Decrypt','Resource':'*','Condition':{'StringEquals':"
            + "{'kms:EncryptionContext:tenant':'"
            + tenant
            + "'}}}",
        "{'Effect':'Allow','Principal':{'AWS':'"
            + ROLES
            + "A'},'Action':['kms:Encrypt','kms:GenerateDataKey'],'Resource':'*'}");
  }

  private Object residual(Caller caller, String action, PrincipalPolicies own, KeyPolicies key) {
    return authorizer.residual(caller, authorizer.action(action), KEY, own, key);
  }

  @Test
  @DisplayName("roles that a key policy lists together, and keys with equal policies, share it")
  void residual_alike_isOneObject() {
    Object first = residual(role("A"), "kms:Decrypt", NOTHING, listing("red"));

    assertThat(residual(role("B"), "kms:Decrypt", Policies.identity(), listing("red")))
        .isSameAs(first);
    assertThat(
            authorizer.residual(
                role("A"), authorizer.action("kms:Decrypt"), key("5678"), NOTHING, listing("red")))
        .isSameAs(first);
    assertThat(residual(role("A"), "kms:Encrypt", NOTHING, listing("red")))
        .isSameAs(residual(role("A"), "kms:GenerateDataKey", NOTHING, listing("blue")));
  }

  @Test
  @DisplayName("other conditions, another role and policies of the caller's own leave another one")
  void residual_different_isAnotherObject() {
    Object first = residual(role("A"), "kms:Decrypt", NOTHING, listing("red"));
    PrincipalPolicies denied =
        Policies.identity("{'Effect':'Deny','Action':'kms:Decrypt','Resource':'*'}");

    assertThat(residual(role("A"), "kms:Decrypt", NOTHING, listing("blue"))).isNotSameAs(first);
    assertThat(residual(role("C"), "kms:Decrypt", NOTHING, listing("red"))).isNotSameAs(first);
    assertThat(residual(role("A"), "kms:Decrypt", denied, listing("red"))).isNotSameAs(first);
    assertThat(residual(role("A"), "kms:Encrypt", NOTHING, listing("red"))).isNotSameAs(first);
  }

  @Test
  @DisplayName("1.7: a session that the key policy names has its own")
  void residual_namedSession_isItsOwn() {
    String session = "arn:aws:sts::111122223333:assumed-role/A/";
    KeyPolicies key =
        Policies.key(
            "{'Effect':'Allow','Principal':{'AWS':'"
                + session
                + "one'},'Action':'kms:*','Resource':'*'}");

    assertThat(residual(Caller.parse(session + "one"), "kms:Decrypt", NOTHING, key))
        .isNotSameAs(residual(Caller.parse(session + "two"), "kms:Decrypt", NOTHING, key));
    assertThat(residual(Caller.parse(session + "two"), "kms:Decrypt", NOTHING, key))
        .isSameAs(residual(Caller.parse(session + "three"), "kms:Decrypt", NOTHING, key));
  }

  @Test
  @DisplayName("6.16: it is not known of an action that the catalogue does not list")
  void residual_unlistedAction_isNotKnown() {
    assertThat(residual(role("A"), "kms:Teleport", NOTHING, listing("red"))).isNull();
  }

  @Test
  @DisplayName("1.12: it is not known of policies beyond the limits")
  void residual_tooLargePolicies_isNotKnown() {
    try (Authorizer limited = Authorizer.builder().compileLimits(1, 1).build()) {
      assertThat(
              limited.residual(
                  role("A"), limited.action("kms:Decrypt"), KEY, NOTHING, listing("red")))
          .isNull();
    }
  }

  @Test
  @DisplayName("a closed authorizer says nothing")
  void residual_closed_isRefused() {
    authorizer.close();

    assertThatThrownBy(() -> residual(role("A"), "kms:Decrypt", NOTHING, listing("red")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Provide
  Arbitrary<World> worlds() {
    return Arbitraries.oneOf(Unknowns.partial(), Worlds.any().known(), Worlds.any().contended());
  }

  /** The decisions of questions with one residual. */
  private static final class Alike {

    private final List<String> questions = new ArrayList<>();
    private final List<List<Decision>> decisions = new ArrayList<>();

    /** The different decisions in one of the contexts. */
    private Set<Decision> decisionsIn(int context) {
      Set<Decision> different = EnumSet.noneOf(Decision.class);
      decisions.forEach(each -> different.add(each.get(context)));
      return different;
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127", tries = 300)
  @Label("6.13: decisions with the same residual are the same")
  @StatisticsReport(StatisticsReportMode.OFF)
  void residual_anyPolicies_decidesAlike(
      @ForAll("worlds") World world, @ForAll("worlds") World other) {
    AuthorizationRequest request = world.request();
    PrincipalPolicies own = world.policies().principalPolicies();
    List<KeyPolicies> keys =
        List.of(
            world.policies().keyPolicies(request.keyManager()),
            other.policies().keyPolicies(request.keyManager()));
    List<ConditionContext> contexts = List.of(request.context(), other.request().context());
    List<Caller> callers = new ArrayList<>(OTHERS);
    callers.add(request.caller());
    IdentityHashMap<Object, Alike> groups = new IdentityHashMap<>();
    try (Authorizer asked = Authorizer.builder().build();
        Authorizer deciding = Authorizer.builder().build()) {
      for (Caller caller : callers) {
        for (KeyPolicies key : keys) {
          for (String action : ACTIONS) {
            Object residual =
                asked.residual(caller, asked.action(action), request.resource(), own, key);
            assertThat(residual).as("%s %s", caller, action).isNotNull();
            Alike alike = groups.computeIfAbsent(residual, first -> new Alike());
            alike.questions.add(caller.arn() + " " + action);
            List<Decision> decisions = new ArrayList<>();
            for (ConditionContext context : contexts) {
              decisions.add(
                  deciding.decide(
                      caller, deciding.action(action), request.resource(), own, key, context));
            }
            alike.decisions.add(decisions);
          }
        }
      }
    }
    boolean shared = false;
    for (Map.Entry<Object, Alike> group : groups.entrySet()) {
      Alike alike = group.getValue();
      for (int i = 0; i < contexts.size(); i++) {
        assertThat(alike.decisionsIn(i))
            .as("%s: %s on %s and %s", group.getKey(), alike.questions, world, other)
            .hasSize(1);
      }
      shared |= !(group.getKey() instanceof Decision) && alike.decisions.size() > 1;
    }
    Statistics.label("questions with conditions share a residual")
        .collect(shared)
        .coverage(coverage -> coverage.check(true).percentage(share -> share > 20));
  }
}
