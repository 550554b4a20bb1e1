package io.kmspolicy.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** 6.17: the step budget of a check does not cost certainty on the worst legal policies. */
class HostileCertaintyTest {

  private static final int POLICIES = 7;
  private static final int GRANTS = 2_000;
  private static final double SHARE = 0.99;

  /** Shapes whose decision depends on what is unknown, so that nobody can settle it. */
  private static final Set<HostileShape> OPEN =
      EnumSet.of(
          HostileShape.UNKNOWN_TAG,
          HostileShape.MANY_TESTS,
          HostileShape.ARN_PATTERNS,
          HostileShape.TAG_VALUES);

  private static final PolicyEvaluator REFERENCE = PolicyEvaluator.reference();

  @ParameterizedTest
  @EnumSource
  @DisplayName("6.17: of what the reference settles, at least 99 % come out certain, and the same")
  void decide_hostilePolicies_isCertainWhereTheReferenceIs(HostileShape shape) {
    int settled = 0;
    int certain = 0;
    for (int number = 0; number < POLICIES; number++) {
      HostileCase hostile = shape.make(number, GRANTS);
      try (Authorizer authorizer = Authorizer.builder().build()) {
        for (RequestContext context : hostile.contexts()) {
          Decision right = byReference(hostile, context);
          Decision given =
              authorizer.decide(
                  hostile.caller(),
                  authorizer.action("kms:Decrypt"),
                  hostile.resource(),
                  hostile.own(),
                  hostile.key(),
                  context);
          if (right != Decision.INDETERMINATE) {
            settled++;
            certain += given == right ? 1 : 0;
            assertThat(given).isIn(right, Decision.INDETERMINATE);
          }
        }
      }
    }

    assertThat(certain).isGreaterThanOrEqualTo((int) Math.ceil(SHARE * settled));
    assertThat(settled > 0).as("settled by the reference").isEqualTo(!OPEN.contains(shape));
  }

  private static Decision byReference(HostileCase hostile, RequestContext context) {
    return REFERENCE.decide(
        AuthorizationRequest.of(hostile.caller(), "kms:Decrypt", hostile.resource(), context),
        PolicySet.of(hostile.own(), hostile.key()));
  }
}
