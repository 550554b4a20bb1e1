package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What decisions on unknown keys build counts as long as a row that is held has it. */
class BuiltBytesTest {

  private static final String ARN = "arn:aws:kms:us-west-2:111122223333:key/1234abcd";
  private static final RequestContext UNKNOWN =
      RequestContext.builder().unknown("aws:SourceVpc").unknown("aws:SourceVpce").build();

  private final OpenAnalysis.Factory analyses = new OpenDecisions.Factory(KmsCatalogue.bundled());

  /** Two statements, either of which allows; it takes a diagram to know that one of them does. */
  private ResidualPolicy either() {
    String one = allow("StringEquals");
    return Residuals.policy(
        AuthorizationRequest.of(
            Caller.parse("arn:aws:iam::111122223333:user/alice"),
            "kms:Decrypt",
            KmsResource.parse(ARN),
            RequestContext.empty()),
        PolicySet.builder().key(Policies.key(one, allow("StringNotEquals")).key()).build(),
        analyses);
  }

  private static String allow(String operator) {
    return "{'Effect':'Allow','Principal':'*','Action':'kms:*','Resource':'*',"
        + "'Condition':{'%s':{'aws:SourceVpc':['a','b','c']}}}".formatted(operator);
  }

  @Test
  @DisplayName("The analysis of a policy that is held counts, until no row has the policy")
  void decide_unknownKeyOfHeldPolicy_countsUntilReleased() {
    ResidualPolicy policy = either();
    policy.hold();
    policy.hold();

    assertThat(policy.decide(UNKNOWN, ARN)).isEqualTo(Decision.ALLOWED);
    long built = analyses.bytes();
    policy.decide(UNKNOWN, ARN);

    assertThat(built).isGreaterThan(200);
    assertThat(analyses.bytes()).as("the diagram is kept").isEqualTo(built);
    policy.release();
    assertThat(analyses.bytes()).as("one row has it").isEqualTo(built);
    policy.release();
    assertThat(analyses.bytes()).isZero();
  }

  @Test
  @DisplayName("The analysis of a policy that no row has does not count before one does")
  void decide_unknownKeyOfLoosePolicy_countsOnceHeld() {
    ResidualPolicy policy = either();

    policy.decide(UNKNOWN, ARN);
    assertThat(analyses.bytes()).isZero();
    policy.hold();
    assertThat(analyses.bytes()).isGreaterThan(200);
  }

  @Test
  @DisplayName("A decision that needs no analysis builds nothing")
  void decide_knownKey_countsNothing() {
    ResidualPolicy policy = either();
    policy.hold();

    assertThat(policy.decide(RequestContext.empty(), ARN)).isEqualTo(Decision.ALLOWED);
    assertThat(analyses.bytes()).isZero();
  }
}
