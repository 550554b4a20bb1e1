package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.combine.UsableGrants;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    return CompiledGrants.compile(layer(count, operations), INDEX);
  }

  private static GrantLayer layer(int count, List<String> operations) {
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
    return new GrantLayer.Known(grants);
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
    many.prepare();
    few.prepare();
    assertThat(many.indexes()).isEqualTo(2);
    assertThat(few.indexes()).isZero();

    cover(many, "kms:Decrypt");
    cover(many, "kms:GenerateDataKey");
    cover(many, "kms:CreateGrant");
    assertThat(many.indexes()).isEqualTo(2);
  }

  private static PolicyCompiler compiler() {
    return new PolicyCompiler(
        CATALOGUE, INDEX, CompileLimits.DEFAULT, new StepBudget(StepBudget.OF_A_CHECK));
  }

  @Test
  @DisplayName("A long list is compiled once: for the same object, and for an equal one")
  void compile_sameOrEqualGrants_isDoneOnce() {
    PolicyCompiler compiler = compiler();
    GrantLayer layer = layer(1_000, List.of("Decrypt"));
    CompiledGrants first = compiler.compile(layer);

    assertThat(compiler.compile(layer)).isSameAs(first);
    assertThat(compiler.compile(layer(1_000, List.of("Decrypt")))).isSameAs(first);
    assertThat(compiler.compile(layer(1_000, List.of("Encrypt")))).isNotEqualTo(first);
    assertThat(first.indexes()).isZero();
    assertThat(grants(1_000, List.of("Decrypt"))).isEqualTo(first).isNotSameAs(first);
  }

  @Test
  @DisplayName("Passed grants use the index of equal grants that were published before")
  void compile_grantsThatWerePublished_haveTheirIndexes() {
    PolicyCompiler compiler = compiler();
    CompiledKey published = compiler.compile(key(layer(1_000, List.of("Decrypt"))));
    published.prepare();
    CompiledKey passed = compiler.compile(key(layer(1_000, List.of("Decrypt"))));

    assertThat(published.grants().indexes()).isEqualTo(1);
    assertThat(passed.grants().indexes()).isEqualTo(1);
    cover(passed.grants(), "kms:Decrypt");
    assertThat(passed.grants().indexes()).isEqualTo(1);
  }

  @Test
  @DisplayName("5.16: a key has no grants for certain only if its grants are known and none")
  void isNone_knownEmptyList_isTrue() {
    assertThat(CompiledGrants.compile(new GrantLayer.Known(List.of()), INDEX).isNone()).isTrue();
    assertThat(CompiledGrants.compile(GrantLayer.unknown(), INDEX).isNone()).isFalse();
    assertThat(grants(1, List.of("Decrypt")).isNone()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 40})
  @DisplayName(
      "5.7: sessions of a role are told apart only if a grant names one, also to retire it")
  void namesSessionOf_fewOrManyGrants_isTheRoleOfANamedSession(int others) {
    List<Grant> grants = new ArrayList<>();
    if (layer(others, List.of("Decrypt")) instanceof GrantLayer.Known known) {
      grants.addAll(known.grants());
    }
    RoleCaller app = (RoleCaller) Caller.parse("arn:aws:sts::111122223333:assumed-role/app/s1");
    RoleCaller web = (RoleCaller) Caller.parse("arn:aws:sts::111122223333:assumed-role/web/s1");
    CompiledGrants without = CompiledGrants.compile(new GrantLayer.Known(grants), INDEX);
    GrantPrincipal session =
        new GrantPrincipal.Principal("arn:aws:sts::111122223333:assumed-role/app/s2");
    GrantPrincipal user = new GrantPrincipal.Principal(ALICE);

    assertThat(without.namesSessionOf(app)).isFalse();
    for (Grant named :
        List.of(ofPrincipals(session, new GrantPrincipal.Nobody()), ofPrincipals(user, session))) {
      List<Grant> more = new ArrayList<>(grants);
      more.add(named);
      CompiledGrants with = CompiledGrants.compile(new GrantLayer.Known(more), INDEX);
      assertThat(with.namesSessionOf(app)).as("%s", named).isTrue();
      assertThat(with.namesSessionOf(web)).isFalse();
    }
  }

  private static Grant ofPrincipals(GrantPrincipal grantee, GrantPrincipal retiring) {
    return new Grant(
        "s",
        "",
        "",
        grantee,
        retiring,
        List.of("Decrypt"),
        new GrantConstraints(new ContextConstraint.None(), ""),
        "111122223333",
        "");
  }

  private static KeyPolicies key(GrantLayer grants) {
    return new KeyPolicies(
        PolicyLayer.none(), grants, OrganizationLayer.none(), KeyManager.CUSTOMER);
  }
}
