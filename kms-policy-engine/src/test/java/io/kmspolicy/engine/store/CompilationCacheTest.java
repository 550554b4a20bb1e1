package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.PolicySnapshot;
import io.kmspolicy.engine.PrincipalHandle;
import io.kmspolicy.engine.row.Residuals;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CompilationCacheTest {

  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final Caller CALLER = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final PrincipalPolicies ALICES =
      new PrincipalPolicies(
          PolicyLayer.of(),
          PolicyLayer.none(),
          PolicyLayer.none(),
          OrganizationLayer.none(),
          PolicyLayer.none());
  private static final int CHANGES = 50;
  private static final int MAX_COLLECTIONS = 200;

  private static KeyPolicies allowing(int number) {
    String json =
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Sid\":\"S%d\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:*\",\"Resource\":\"*\"}}"
            .formatted(number);
    PolicyReader reader = PolicyReader.forType(PolicyType.KEY).source("key");
    return new KeyPolicies(
        PolicyLayer.of(new NamedPolicy("key", reader.read(json))),
        GrantLayer.none(),
        OrganizationLayer.none(),
        KeyManager.CUSTOMER);
  }

  /** Decides on one policy after another, as a service whose policies change. */
  private static List<WeakReference<KeyPolicies>> decideOnEach(
      Authorizer authorizer, BiFunction<PrincipalHandle, KeyPolicies, Decision> decide) {
    PrincipalHandle alice = authorizer.principal(CALLER);
    List<WeakReference<KeyPolicies>> used = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      KeyPolicies current = allowing(i);
      assertThat(decide.apply(alice, current)).isEqualTo(Decision.ALLOWED);
      used.add(new WeakReference<>(current));
    }
    return used;
  }

  private static void assertThatMostAreCollected(List<WeakReference<KeyPolicies>> used)
      throws InterruptedException {
    long kept = CHANGES;
    for (int i = 0; i < MAX_COLLECTIONS && kept > 2; i++) {
      System.gc();
      Thread.sleep(10);
      kept = used.stream().filter(policies -> policies.get() != null).count();
    }
    assertThat(kept).isLessThanOrEqualTo(2);
  }

  @Test
  @DisplayName("Compiled policies are removed when no snapshot lists their source")
  void key_policiesReplacedByPublishing_areForgotten() throws InterruptedException {
    PolicySnapshot snapshot = PolicySnapshot.builder().principal(CALLER, ALICES).build();
    try (Authorizer authorizer = Authorizer.builder().policies(snapshot).build()) {
      assertThatMostAreCollected(
          decideOnEach(
              authorizer,
              (alice, policies) -> {
                authorizer.publish(snapshot.toBuilder().key(KEY, policies).build());
                return alice.decide("kms:Decrypt", KEY.arn(), RequestContext.empty());
              }));
    }
  }

  @Test
  @DisplayName("Compiled policies are removed when newer policies are passed")
  void key_policiesReplacedByPassingOthers_areForgotten() throws InterruptedException {
    try (Authorizer authorizer = Authorizer.builder().build()) {
      ActionHandle decrypt = authorizer.action("kms:Decrypt");
      assertThatMostAreCollected(
          decideOnEach(
              authorizer,
              (alice, policies) ->
                  alice.decide(decrypt, KEY, ALICES, policies, RequestContext.empty())));
    }
  }

  @Test
  @DisplayName("While decisions use two objects of a caller's policies, neither is compiled again")
  void principal_twoVersionsAlternate_compilesEachOnce() {
    PolicyCompiler compiler = Residuals.compiler();
    CompilationCache cache = new CompilationCache(compiler::compile, compiler::compile);
    Caller other = Caller.parse("arn:aws:iam::111122223333:user/bob");
    PrincipalPolicies one = Policies.identity(allow("kms:Encrypt"));
    PrincipalPolicies two = Policies.identity(allow("kms:Decrypt"));
    PrincipalPolicies oneAgain = Policies.identity(allow("kms:Encrypt"));
    for (int i = 0; i < 10; i++) {
      assertThat(cache.principal(CALLER, one)).isNotSameAs(cache.principal(CALLER, two));
    }
    assertThat(cache.compilations()).isEqualTo(2);
    assertThat(cache.principal(other, one)).isSameAs(cache.principal(other, oneAgain));
    assertThat(cache.compilations()).isEqualTo(3);
  }

  private static String allow(String action) {
    return "{'Effect':'Allow','Action':'" + action + "','Resource':'*'}";
  }
}
