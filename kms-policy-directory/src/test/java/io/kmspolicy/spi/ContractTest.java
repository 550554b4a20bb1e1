package io.kmspolicy.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.directory.Examples;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An implementation with a deliberate mistake fails the contract. */
class ContractTest {

  private static final PrincipalPolicies NO_POLICIES = PolicySet.empty().principalPolicies();
  private static final KeyPolicies NO_KEY_POLICIES =
      PolicySet.empty().keyPolicies(KeyManager.CUSTOMER);

  /** A source with unknown layers; subclasses add a mistake. */
  private static class UnknownSource implements PolicySource {
    @Override
    public PrincipalPolicies principal(Caller caller) {
      return PrincipalPolicies.unknown();
    }

    @Override
    public KeyPolicies key(KmsResource resource, Caller caller) {
      return KeyPolicies.unknown();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fails(PolicySource source, Consumer<PolicySourceContract> check) {
    PolicySourceContract contract =
        new PolicySourceContract() {
          @Override
          protected PolicySource source() {
            return source;
          }

          @Override
          protected Optional<Caller> knownCaller() {
            return Optional.of(Examples.CALLER);
          }

          @Override
          protected Optional<KmsResource.Key> knownKey() {
            return Optional.of((KmsResource.Key) Examples.KEY);
          }
        };
    assertThatThrownBy(() -> check.accept(contract)).isInstanceOf(AssertionError.class);
  }

  private interface Check {
    void run(PolicySourceContract contract) throws Exception;
  }

  private static Consumer<PolicySourceContract> of(Check check) {
    return contract -> {
      try {
        check.run(contract);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    };
  }

  @Test
  void principal_noneInPlaceOfUnknown_fails() {
    fails(
        new UnknownSource() {
          @Override
          public PrincipalPolicies principal(Caller caller) {
            return NO_POLICIES;
          }
        },
        PolicySourceContract::principal_stranger_isUnknownAndNotWithoutPolicies);
  }

  @Test
  void principal_noServiceControlInPlaceOfUnknown_fails() {
    PrincipalPolicies unbound =
        new PrincipalPolicies(
            PolicyLayer.unknown(),
            PolicyLayer.unknown(),
            PolicyLayer.unknown(),
            OrganizationLayer.none(),
            PolicyLayer.unknown());
    fails(
        new UnknownSource() {
          @Override
          public PrincipalPolicies principal(Caller caller) {
            return unbound;
          }
        },
        PolicySourceContract::principal_stranger_isUnknownAndNotWithoutPolicies);
  }

  @Test
  void key_noneInPlaceOfUnknown_fails() {
    KeyPolicies withoutGrants =
        new KeyPolicies(
            PolicyLayer.unknown(),
            GrantLayer.none(),
            OrganizationLayer.unknown(),
            KeyManager.CUSTOMER);
    for (KeyPolicies policies : new KeyPolicies[] {NO_KEY_POLICIES, withoutGrants}) {
      fails(
          new UnknownSource() {
            @Override
            public KeyPolicies key(KmsResource resource, Caller caller) {
              return policies;
            }
          },
          PolicySourceContract::key_strangeOrUnnamedKey_isUnknownAndNotWithoutPolicies);
    }
  }

  @Test
  void answers_newObjectsEachTime_fail() {
    fails(
        Examples.source((caller, resource) -> Examples.allUnknown()),
        PolicySourceContract::answers_nothingChanged_areTheSameObjects);
  }

  @Test
  void answers_thatAlternate_fail() {
    fails(
        new UnknownSource() {
          private boolean second;

          @Override
          public PrincipalPolicies principal(Caller caller) {
            second = !second;
            return second ? NO_POLICIES : PrincipalPolicies.unknown();
          }
        },
        PolicySourceContract::answers_nothingChanged_areTheSameObjects);
  }

  @Test
  void key_thatDependsOnTheCaller_fails() {
    fails(
        new UnknownSource() {
          @Override
          public KeyPolicies key(KmsResource resource, Caller caller) {
            return caller.equals(Examples.CALLER) ? NO_KEY_POLICIES : KeyPolicies.unknown();
          }
        },
        PolicySourceContract::key_resourceOrUnnamedKey_isTheSameForAllCallers);
  }

  @Test
  void answers_thatBlock_fail() {
    fails(
        new UnknownSource() {
          @Override
          public PrincipalPolicies principal(Caller caller) {
            boolean interrupted = Thread.interrupted();
            pause();
            if (interrupted) {
              Thread.currentThread().interrupt();
            }
            return PrincipalPolicies.unknown();
          }
        },
        of(PolicySourceContract::answers_anything_comeFromMemory));
  }

  @Test
  void changed_thatIsIgnored_fails() {
    PolicySource ignoring =
        new UnknownSource() {
          @Override
          public KeyPolicies key(KmsResource resource, Caller caller) {
            return NO_KEY_POLICIES;
          }
        };
    fails(ignoring, PolicySourceContract::changed_key_keepsNothingThatWasCertain);
    fails(ignoring, PolicySourceContract::changed_nobodyKnowsWhat_keepsNothingThatWasCertain);
  }

  @Test
  void notifications_thatFail_fail() {
    PolicySource failing =
        new UnknownSource() {
          @Override
          public void changed(KmsResource resource) {
            throw new AssertionError("notification failed");
          }
        };
    fails(failing, of(PolicySourceContract::notifications_anything_returnAtOnce));
  }

  @Test
  void keyDirectory_thatKnowsEveryKey_fails() {
    KmsResource.Key key = (KmsResource.Key) Examples.KEY;
    KeyDirectoryContract contract =
        new KeyDirectoryContract() {
          @Override
          protected KeyDirectory directory() {
            return new KeyDirectory() {
              @Override
              public Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias) {
                return Optional.empty();
              }

              @Override
              public Optional<KmsResource.Key> keyWithId(String region, String keyId) {
                return Optional.empty();
              }

              @Override
              public Optional<KeyMetadata> metadata(KmsResource.Key requested) {
                return Optional.of(new KeyMetadata(key, KeyManager.CUSTOMER, "", "", "", ""));
              }
            };
          }

          @Override
          protected Optional<KmsResource.Key> knownKey() {
            return Optional.of((KmsResource.Key) KmsResource.parse(Examples.OTHER_ARN));
          }
        };
    assertThat(contract.directory().metadata(key)).isPresent();
    assertThatThrownBy(contract::answers_strangers_areEmpty).isInstanceOf(AssertionError.class);
    assertThatThrownBy(contract::answers_knownKey_areAboutThatKey)
        .isInstanceOf(AssertionError.class);
  }
}
