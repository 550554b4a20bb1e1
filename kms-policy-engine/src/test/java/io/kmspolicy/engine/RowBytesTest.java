package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of all callers keep to their bytes, also when evicted rows are asked for again. */
class RowBytesTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final String ACCOUNT = "arn:aws:kms:us-west-2:111122223333:";
  private static final ConditionContext NOTHING = RequestContext.empty();

  private static final int KEYS = 2_000;
  private static final int BYTES = 400_000;

  /** Less than a row with a test of its own takes. */
  private static final int LEAST_ROW_BYTES = 600;

  private static String key(int number) {
    return ACCOUNT + "key/" + new UUID(number * 0x9E3779B97F4A7C15L, number);
  }

  /** Each key has a condition test of its own, so that no two rows are equal. */
  private static PolicySnapshot snapshot() {
    PolicySnapshot.Builder builder = PolicySnapshot.builder();
    builder.principal(ALICE, Policies.identity());
    for (int i = 0; i < KEYS; i++) {
      builder.key(
          (KmsResource.Key) KmsResource.parse(key(i)),
          Policies.key(
              "{'Effect':'Allow','Principal':{'AWS':'"
                  + ALICE.arn()
                  + "'},'Action':'kms:*','Resource':'*','Condition':{'StringEquals':"
                  + "{'kms:EncryptionContext:key':'key-"
                  + i
                  + "'}}}"));
    }
    return builder.build();
  }

  private static void askForAll(PrincipalHandle caller) {
    for (int i = 0; i < KEYS; i++) {
      assertThat(caller.decide("kms:Decrypt", key(i), NOTHING)).isEqualTo(Decision.IMPLICIT_DENY);
    }
  }

  private static long held(Authorizer authorizer) {
    return authorizer.rowStatistics().held() * LEAST_ROW_BYTES;
  }

  @Test
  @DisplayName("A row that is evicted and comes again counts again")
  void rows_evictedAndAskedForAgain_keepToTheirBytes() throws InterruptedException {
    try (Authorizer authorizer =
        Authorizer.builder()
            .policies(snapshot())
            .maximumRowsPerPrincipal(64)
            .maximumRowBytes(BYTES)
            .build()) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int round = 0; round < 6; round++) {
        askForAll(alice);
      }
      for (int time = 0; time < 500 && held(authorizer) > BYTES; time++) {
        Thread.sleep(10); // The cache evicts on a thread of its own.
      }
      assertThat(held(authorizer)).isLessThanOrEqualTo(BYTES);
      assertThat(authorizer.rowStatistics().evicted()).isPositive();
    }
  }
}
