package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.combine.UsableGrants;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The indexes of a list of grants: how many are made, and when. */
class CompiledGrantsTest {

  private static final Formula PERHAPS = Formula.Constant.INDETERMINATE;

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();
  private static final ActionIndex INDEX = new ActionIndex(CATALOGUE);
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";
  private static final KmsResource KEY =
      KmsResource.parse(
          "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab");

  private static CompiledGrants grants(int count, List<String> operations) {
    List<Grant> grants =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Grant(
                        "g-" + i,
                        "",
                        "",
                        new GrantPrincipal.Principal(ALICE),
                        new GrantPrincipal.Nobody(),
                        operations,
                        new GrantConstraints(
                            new ContextConstraint.EqualTo(Map.of("tenant", "t-" + i)), ""),
                        "111122223333",
                        ""))
            .toList();
    return CompiledGrants.compile(new GrantLayer.Known(grants), INDEX);
  }

  /** Covers an action as the row of a caller does. */
  private static void cover(CompiledGrants grants, String action) {
    RequestAttributes attributes =
        RequestAttributes.of(
            new AuthorizationRequest(
                Caller.parse(ALICE),
                action,
                KEY,
                RequestContext.empty(),
                "",
                KeyManager.CUSTOMER,
                ""),
            CATALOGUE);
    UsableGrants.Known usable = (UsableGrants.Known) grants.usable(attributes);
    List<CompiledGrantGroup> open = new ArrayList<>();
    usable
        .groups()
        .forEach(
            group ->
                new CompiledGrants.OneAction(grants, attributes, open, PERHAPS).of(group.group()));
  }

  @Test
  @DisplayName("Operations that use the encryption context alike share the index of their grants")
  void cover_operationsOfAllGrants_shareAnIndex() {
    CompiledGrants grants = grants(100, List.of("Decrypt", "GenerateDataKey", "CreateGrant"));

    cover(grants, "kms:Decrypt");
    cover(grants, "kms:GenerateDataKey");
    assertThat(grants.indexes()).isEqualTo(1);

    cover(grants, "kms:CreateGrant");
    cover(grants, "kms:Encrypt");
    assertThat(grants.indexes()).isEqualTo(3);
  }

  @Test
  @DisplayName("The indexes of many grants are made when they are published, and not by decisions")
  void prepare_manyGrants_makesTheIndexesOfTheirOperations() {
    CompiledGrants many = grants(1_000, List.of("Decrypt", "GenerateDataKey", "CreateGrant"));
    CompiledGrants few = grants(999, List.of("Decrypt"));
    many.prepare(CATALOGUE);
    few.prepare(CATALOGUE);
    assertThat(many.indexes()).isEqualTo(2);
    assertThat(few.indexes()).isZero();

    cover(many, "kms:Decrypt");
    cover(many, "kms:GenerateDataKey");
    cover(many, "kms:CreateGrant");
    assertThat(many.indexes()).isEqualTo(2);
  }
}
