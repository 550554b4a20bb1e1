package io.kmspolicy.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: a derived condition key is one that AWS documents for the request. */
class RequestKeysTest {

  private static final String KEY = "kms:calleraccount";
  private static final String ACCOUNT = "111122223333";
  private static final Caller.IamUser CALLER = new Caller.IamUser("aws", ACCOUNT, "ann");

  private static List<ContextValue> callerAccounts(KmsResource resource) {
    RequestContext known = RequestKeys.known(CALLER, resource, PolicySet.builder().build());
    return List.of(
        RequestKeys.of(CALLER, resource).get(KEY),
        RequestKeys.ofAnybody(CALLER, resource).get(KEY),
        known.get(KEY));
  }

  @Test
  @DisplayName("5.11: the check on an alias has no condition key of KMS")
  void of_alias_hasNoKeyOfKms() {
    assertThat(callerAccounts(new KmsResource.Alias("aws", "us-west-2", ACCOUNT, "app")))
        .containsOnly(ContextValue.absent());
  }

  @Test
  @DisplayName("5.10: AWS does not list kms:CallerAccount for each action without a key")
  void of_noKey_leavesTheCallersAccountOpen() {
    assertThat(callerAccounts(new KmsResource.Any())).containsOnly(ContextValue.unknown());
  }

  @Test
  void of_key_hasTheCallersAccount() {
    assertThat(
            callerAccounts(
                new KmsResource.Key(
                    "aws", "us-west-2", ACCOUNT, "1234abcd-12ab-34cd-56ef-1234567890ab")))
        .containsOnly(ContextValue.of(ACCOUNT));
  }
}
