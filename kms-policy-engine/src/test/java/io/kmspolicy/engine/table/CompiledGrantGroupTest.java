package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A group of grants as one test: what it reads, and where it stands among other tests. */
class CompiledGrantGroupTest {

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");

  private static final Grant SUBSET =
      grant("g-1", new ContextConstraint.Containing(Map.of("Tenant", "t")), "");
  private static final Grant EQUAL =
      grant("g-2", new ContextConstraint.EqualTo(Map.of("Stage", "s")), "");
  private static final Grant SOURCE =
      grant(
          "g-3",
          new ContextConstraint.Containing(Map.of("Tenant", "t")),
          "arn:aws:sns:us-west-2:111122223333:topic");

  private static final CompiledGrantGroup DECRYPT = group("kms:Decrypt");

  private static Grant grant(String id, ContextConstraint context, String source) {
    return new Grant(
        id,
        "",
        "",
        new GrantPrincipal.Principal(ALICE.arn()),
        new GrantPrincipal.Nobody(),
        List.of("Decrypt", "CreateGrant"),
        new GrantConstraints(context, source),
        "111122223333",
        "");
  }

  private static CompiledGrantGroup group(String action) {
    RequestAttributes attributes =
        RequestAttributes.of(
            AuthorizationRequest.of(ALICE, action, KEY, RequestContext.empty()), CATALOGUE);
    GrantGroups.Group group =
        GrantGroups.of(new GrantLayer.Known(List.of(SUBSET, EQUAL, SOURCE))).groups().get(0);
    return new CompiledGrantGroup(
        GrantPairIndex.of(
            group, attributes.operation(), attributes.known().orElseThrow().grantContext()),
        attributes);
  }

  @Test
  @DisplayName("5.9: the group lists its grants and the keys of their pairs, in their order")
  void keys_grants_areThoseOfTheirPairs() {
    assertThat(DECRYPT.grants()).containsExactly(SUBSET, EQUAL, SOURCE);
    assertThat(DECRYPT.keys())
        .containsExactly(
            "kms:encryptioncontextkeys",
            "kms:grantoperations",
            "kms:grantconstrainttype",
            "kms:encryptioncontext:tenant",
            "kms:encryptioncontext:stage");
    assertThat(DECRYPT).hasToString("grant g-1, grant g-2, grant g-3");
  }

  @Test
  @DisplayName("5.9: the group reads the whole encryption context and what grants pass on")
  void reads_keysOfGrants_isTrueForAllPairs() {
    assertThat(DECRYPT.keys()).allMatch(DECRYPT::reads);
    assertThat(DECRYPT.reads("kms:encryptioncontext:of no grant")).isTrue();
    assertThat(DECRYPT.reads("kms:viaservice")).isFalse();
    assertThat(DECRYPT.readsOnlyItsKeys()).isFalse();
  }

  @Test
  @DisplayName("5.9: single keys decide a grant only if it compares pairs and nothing else")
  void keysOf_grant_areKnownIfItComparesPairsOnly() {
    assertThat(DECRYPT.comparesPairs()).isTrue();
    assertThat(DECRYPT.keysOf(SUBSET))
        .hasValueSatisfying(
            keys ->
                assertThat(keys)
                    .containsExactly("kms:encryptioncontextkeys", "kms:encryptioncontext:tenant"));
    assertThat(DECRYPT.keysOf(EQUAL)).isEmpty();
    assertThat(DECRYPT.keysOf(SOURCE)).isEmpty();
    assertThat(group("kms:CreateGrant").comparesPairs()).isFalse();
    assertThat(group("kms:CreateGrant").keysOf(SUBSET)).isEmpty();
  }

  @Test
  @DisplayName("A join tests an id first, then grants, and last what no context can decide")
  void and_testsOfAllKinds_areInTheOrderOfTheirWork() {
    Formula id =
        UniqueIdFormula.of(
            new PrincipalMatcher(ALICE),
            List.of("AIDA1234567890EXAMPLE"),
            MatchResult.NO_MATCH,
            MatchResult.INDETERMINATE,
            MatchResult.MATCH);
    OpenFact fact = OpenFact.undocumented("a question");
    FormulaAlgebra logic = FormulaAlgebra.INSTANCE;

    assertThat(((Formula.Join) logic.and(logic.and(fact, DECRYPT), id)).parts())
        .containsExactly(id, DECRYPT, fact);
    assertThat(((Formula.Join) logic.or(logic.or(DECRYPT, fact), id)).parts())
        .containsExactly(id, DECRYPT, fact);
    Formula either = logic.or(DECRYPT, fact);
    assertThat(((Formula.Join) logic.and(either, id)).parts())
        .as("a join costs what its parts cost")
        .containsExactly(id, either);
    assertThat(fact.isOpen()).as("6.13: some answer makes it hold, another not").isTrue();
  }
}
