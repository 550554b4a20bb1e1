package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The grants of a list are joined in a number of steps that is linear in their number. */
class GrantEvaluatorTest {

  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final String SESSIONS = "arn:aws:sts::111122223333:assumed-role/App/";

  /** Counts the operands of conjunctions and disjunctions, and the groups. */
  private static final class CountingLogic implements Logic<MatchResult> {

    private long operands;
    private long groups;

    @Override
    public MatchResult constant(MatchResult result) {
      return result;
    }

    @Override
    public MatchResult and(MatchResult left, MatchResult right) {
      operands += 2;
      return left.and(right);
    }

    @Override
    public MatchResult or(MatchResult left, MatchResult right) {
      operands += 2;
      return left.or(right);
    }

    GrantEvaluator.Cover<MatchResult> cover() {
      return new GrantEvaluator.Cover<>() {
        @Override
        public MatchResult of(GrantGroups.Group group) {
          groups++;
          return MatchResult.INDETERMINATE;
        }

        @Override
        public MatchResult unknown() {
          return MatchResult.INDETERMINATE;
        }
      };
    }
  }

  private static CountingLogic evaluate(
      String action, Caller caller, int count, IntFunction<String> grantee) {
    List<Grant> grants =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Grant(
                        "g-" + i,
                        "",
                        "",
                        new GrantPrincipal.Principal(grantee.apply(i)),
                        new GrantPrincipal.Principal(grantee.apply(i)),
                        List.of("Decrypt"),
                        GrantConstraints.none(),
                        "111122223333",
                        ""))
            .toList();
    RequestAttributes attributes =
        RequestAttributes.of(
            new AuthorizationRequest(
                caller, action, KEY, RequestContext.empty(), "", KeyManager.CUSTOMER, ""),
            KmsCatalogue.bundled());
    CountingLogic logic = new CountingLogic();
    UsableGrants usable = UsableGrants.of(new GrantLayer.Known(grants), attributes);
    MatchResult match =
        new GrantEvaluator<>(logic, attributes, logic.cover(), MatchResult.MATCH, MatchResult.MATCH)
            .match(usable);
    assertThat(match).isNotEqualTo(MatchResult.NO_MATCH);
    return logic;
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.7: grants to one principal are one group")
  void match_onePrincipal_isOneGroup(int count) {
    CountingLogic logic = evaluate("kms:Decrypt", Caller.parse(ALICE), count, i -> ALICE);

    assertThat(logic.groups).isEqualTo(1);
    assertThat(logic.operands).isLessThanOrEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.7: grants to as many principals, each of which may be the caller, are linear")
  void match_manyPrincipals_isLinear(int count) {
    Caller anySession = Caller.parse("arn:aws:iam::111122223333:role/App");
    CountingLogic logic =
        evaluate("kms:Decrypt", anySession, count, i -> SESSIONS + "session-" + i);

    assertThat(logic.groups).isEqualTo(count);
    assertThat(logic.operands).isLessThanOrEqualTo(2L * count + 40);
  }

  @ParameterizedTest
  @MethodSource("io.kmspolicy.engine.GrantCounts#all")
  @DisplayName("5.14: which of many grants may be retired is linear")
  void match_retireGrant_isLinear(int count) {
    CountingLogic logic = evaluate("kms:RetireGrant", Caller.parse(ALICE), count, i -> ALICE);

    assertThat(logic.operands).isLessThanOrEqualTo(100);
  }
}
