package io.kmspolicy.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link PolicySource}, as tests. To test an implementation, extend this
 * class and return a source that has finished loading.
 */
public abstract class PolicySourceContract {

  private static final Caller STRANGER =
      Caller.parse("arn:aws:sts::999988887777:assumed-role/nobody-knows/session");
  private static final Caller OTHER_STRANGER =
      Caller.parse("arn:aws:iam::999988887777:user/nobody-knows");
  private static final String ACCOUNT = "arn:aws:kms:us-west-2:999988887777:";
  private static final KmsResource STRANGE_KEY =
      KmsResource.parse(ACCOUNT + "key/99999999-9999-9999-9999-999999999999");
  private static final KmsResource STRANGE_ALIAS =
      KmsResource.parse(ACCOUNT + "alias/nobody-knows");
  private static final KmsResource UNNAMED = new KmsResource.UnknownKey("aws", "us-west-2");
  private static final KmsResource NONE = new KmsResource.Any();
  private static final int ROUNDS = 200;

  /** The source under test; the same object during a test. */
  protected abstract PolicySource source();

  /** A caller whose identity policies the source knows; empty if there is none. */
  protected abstract Optional<Caller> knownCaller();

  /** A key whose policy the source knows; empty if there is none. */
  protected abstract Optional<KmsResource.Key> knownKey();

  /**
   * The layers that the source states to be none for all callers and keys that it does not list.
   */
  protected Set<PolicyType> statedNone() {
    return Set.of();
  }

  /** Whether the source states that keys that it does not list have no grants. */
  protected boolean statesNoGrants() {
    return false;
  }

  private List<Caller> callers() {
    List<Caller> all = new ArrayList<>(List.of(STRANGER, OTHER_STRANGER));
    knownCaller().ifPresent(all::add);
    return all;
  }

  private List<KmsResource> resources() {
    List<KmsResource> all = new ArrayList<>(List.of(STRANGE_KEY, STRANGE_ALIAS, UNNAMED, NONE));
    knownKey().ifPresent(all::add);
    return all;
  }

  @Test
  public void principal_caller_hasItsPoliciesIfKnown() {
    knownCaller()
        .ifPresent(
            caller ->
                assertThat(source().principal(caller).identity())
                    .isInstanceOf(PolicyLayer.Attached.class));
  }

  @Test
  public void key_key_hasItsPolicyIfKnown() {
    knownKey()
        .ifPresent(
            key ->
                assertThat(source().key(key, STRANGER).key())
                    .isInstanceOf(PolicyLayer.Attached.class));
  }

  @Test
  public void principal_stranger_isUnknownAndNotWithoutPolicies() {
    for (Caller stranger : List.of(STRANGER, OTHER_STRANGER)) {
      PrincipalPolicies found = source().principal(stranger);
      isUnknown(found.identity(), PolicyType.IDENTITY);
      isUnknown(found.permissionsBoundary(), PolicyType.PERMISSIONS_BOUNDARY);
      isUnknown(found.session(), PolicyType.SESSION);
      isNotNone(found.vpcEndpoint(), PolicyType.VPC_ENDPOINT);
      isNotNone(found.serviceControl(), PolicyType.SERVICE_CONTROL);
    }
  }

  @Test
  public void rolePath_roleThatNothingDescribes_isUnknown() {
    Caller.RoleCaller stranger = (Caller.RoleCaller) STRANGER;
    assertThat(source().rolePath(stranger)).isEqualTo(Caller.RolePath.unknown());
    assertThat(source().withRolePath(stranger)).isSameAs(stranger);
    assertThat(source().current().rolePath(stranger)).isSameAs(source().rolePath(stranger));
  }

  @Test
  public void key_strangeOrUnnamedKey_isUnknownAndNotWithoutPolicies() {
    for (KmsResource key : List.of(STRANGE_KEY, UNNAMED)) {
      KeyPolicies found = source().key(key, STRANGER);
      isUnknown(found.key(), PolicyType.KEY);
      isNotNone(found.resourceControl(), PolicyType.RESOURCE_CONTROL);
      if (!statesNoGrants()) {
        assertThat(found.grants()).as("grants").isEqualTo(GrantLayer.unknown());
      }
    }
  }

  @Test
  public void key_aliasOrNoKey_hasNoResourceControlPoliciesOnlyIfStated() {
    for (KmsResource resource : List.of(STRANGE_ALIAS, NONE)) {
      isNotNone(source().key(resource, STRANGER).resourceControl(), PolicyType.RESOURCE_CONTROL);
    }
  }

  private void isUnknown(PolicyLayer layer, PolicyType type) {
    if (!statedNone().contains(type)) {
      assertThat(layer).as("%s", type).isEqualTo(PolicyLayer.unknown());
    }
  }

  private void isNotNone(Object layer, PolicyType type) {
    if (!statedNone().contains(type)) {
      assertThat(layer).as("%s", type).isNotIn(PolicyLayer.none(), OrganizationLayer.none());
    }
  }

  @Test
  public void answers_nothingChanged_areTheSameObjects() {
    PolicySource now = source().current();
    for (Caller caller : callers()) {
      assertThat(source().principal(caller)).isSameAs(source().principal(caller));
      assertThat(now.principal(caller)).isSameAs(source().principal(caller));
      for (KmsResource resource : resources()) {
        assertThat(source().key(resource, caller)).isSameAs(source().key(resource, caller));
        assertThat(now.key(resource, caller)).isSameAs(source().key(resource, caller));
      }
    }
  }

  @Test
  public void key_resourceOrUnnamedKey_isTheSameForAllCallers() {
    for (KmsResource resource : resources()) {
      if (!(resource instanceof KmsResource.Any)) {
        for (Caller caller : callers()) {
          assertThat(source().key(resource, caller)).isEqualTo(source().key(resource, STRANGER));
        }
      }
    }
  }

  @Test
  public void policiesFor_anything_joinsBothAnswers() {
    for (Caller caller : callers()) {
      for (KmsResource resource : resources()) {
        assertThat(source().policiesFor(caller, resource))
            .isEqualTo(PolicySet.of(source().principal(caller), source().key(resource, caller)));
      }
    }
  }

  @Test
  public void answers_anything_comeFromMemory() throws Exception {
    for (Caller caller : callers()) {
      AnswerCheck.answersWithoutWaiting(() -> source().principal(caller));
      for (KmsResource resource : resources()) {
        AnswerCheck.answersWithoutWaiting(() -> source().key(resource, caller));
      }
    }
  }

  @Test
  public void changed_key_keepsNothingThatWasCertain() {
    assumeTrue(knownKey().isPresent());
    forgets(knownKey().get());
  }

  @Test
  public void changed_nobodyKnowsWhat_keepsNothingThatWasCertain() {
    assumeTrue(knownKey().isPresent());
    forgets(NONE);
  }

  /**
   * Checks that a layer that was certain before a change is unknown after it or was loaded again.
   */
  private void forgets(KmsResource resource) {
    KmsResource.Key key = knownKey().orElseThrow();
    KeyPolicies before = source().key(key, STRANGER);
    source().changed(resource);
    KeyPolicies after = source().key(key, STRANGER);
    if (!(after.key() instanceof PolicyLayer.Unknown)) {
      assertThat(after.key()).as("key policy").isNotSameAs(before.key());
    }
    if (!(after.grants() instanceof GrantLayer.Unknown)) {
      assertThat(after.grants()).as("grants").isNotSameAs(before.grants());
    }
  }

  @Test
  public void notifications_anything_returnAtOnce() throws Exception {
    for (KmsResource resource : resources()) {
      AnswerCheck.answersWithoutWaiting(
          () -> {
            source().changed(resource);
            source().settled(resource);
            source().denied(STRANGER, resource);
            return "";
          });
      for (PolicyType type : PolicyType.values()) {
        assertThat(source().provenance(type, STRANGER, resource)).isNotNull();
      }
    }
  }

  @Test
  public void answers_manyThreadsWithNotifications_areNeverMissing() throws Exception {
    Callable<Void> task =
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            for (KmsResource resource : resources()) {
              assertThat(source().policiesFor(STRANGER, resource)).isNotNull();
              source().changed(resource);
            }
          }
          return null;
        };
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (Future<Void> done : pool.invokeAll(List.of(task, task, task, task))) {
        assertThat(done.get()).isNull();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
