package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many grants that are passed to a decision: their index is made on the thread of the caller, so it
 * is made once a list, in work linear in the list. What the thread allocates stands for the work.
 */
class PassedGrantsTest {

  /** The bytes that the first decision may allocate for each grant. */
  private static final int BYTES = 2_000;

  /** The bytes that a decision may allocate that makes a row and no index. */
  private static final int ROW = 1_000_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final Caller BOB = Caller.parse("arn:aws:iam::111122223333:user/bob");
  private static final KmsResource.Key KEY =
      (KmsResource.Key)
          KmsResource.parse(
              "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final PrincipalPolicies OWN = Policies.identity();
  private static final RequestContext CONTEXT =
      RequestContext.builder().put("kms:EncryptionContext:tenant", "t-0").build();

  private static GrantLayer grants(int count, String grantee) {
    return new GrantLayer.Known(
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Grant(
                        "g-" + i,
                        "",
                        "",
                        new GrantPrincipal.Principal(i == 0 ? ALICE.arn() : grantee.formatted(i)),
                        new GrantPrincipal.Nobody(),
                        List.of("Decrypt"),
                        new GrantConstraints(
                            new ContextConstraint.EqualTo(Map.of("tenant", "t-" + i)), ""),
                        "111122223333",
                        ""))
            .toList());
  }

  private static KeyPolicies key(GrantLayer grants) {
    return new KeyPolicies(
        Policies.layer(PolicyType.KEY), grants, OrganizationLayer.none(), KeyManager.CUSTOMER);
  }

  /** What a decision allocates. */
  private static long cost(
      Authorizer authorizer, Caller caller, KeyPolicies key, Decision expected) {
    ActionHandle decrypt = authorizer.action("kms:Decrypt");
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Decision decision = authorizer.decide(caller, decrypt, KEY, OWN, key, CONTEXT);
    long cost = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(decision).isEqualTo(expected);
    return cost;
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("The index of passed grants is linear in their number, for one grantee and for many")
  void decide_passedGrants_isLinear(int count) {
    for (String grantee : List.of(ALICE.arn(), "arn:aws:iam::111122223333:user/u-%d")) {
      try (Authorizer authorizer = Authorizer.builder().build()) {
        cost(authorizer, ALICE, key(grants(100, grantee)), Decision.ALLOWED);
        long first = cost(authorizer, ALICE, key(grants(count, grantee)), Decision.ALLOWED);

        assertThat(first).as("%s grants", count).isLessThanOrEqualTo((long) BYTES * count);
      }
    }
  }

  @Test
  @DisplayName("The index is made once: for new records of the layers, and for other callers")
  void decide_passedGrantsAgain_makesNoIndex() {
    GrantLayer grants = grants(20_000, ALICE.arn());
    try (Authorizer authorizer = Authorizer.builder().build()) {
      cost(authorizer, ALICE, key(grants), Decision.ALLOWED);

      assertThat(cost(authorizer, ALICE, key(grants), Decision.ALLOWED)).isLessThan(ROW);
      assertThat(cost(authorizer, BOB, key(grants), Decision.IMPLICIT_DENY)).isLessThan(ROW);
    }
  }

  @Test
  @DisplayName("A decision on passed grants that are published makes no index")
  void decide_passedGrantsThatArePublished_makesNoIndex() {
    GrantLayer grants = grants(20_000, ALICE.arn());
    try (Authorizer authorizer = Authorizer.builder().build()) {
      cost(authorizer, ALICE, key(grants(100, ALICE.arn())), Decision.ALLOWED); // loads classes
      authorizer.publish(PolicySnapshot.builder().key(KEY, key(grants)).build());

      assertThat(cost(authorizer, ALICE, key(grants), Decision.ALLOWED)).isLessThan(ROW);
    }
  }
}
