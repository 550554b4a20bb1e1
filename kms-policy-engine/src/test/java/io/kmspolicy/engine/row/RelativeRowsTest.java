package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.table.Allocations;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of one role and many keys, with policies as AWS's managed ones are. */
class RelativeRowsTest {

  private static final Caller ROLE = Caller.parse("arn:aws:iam::111122223333:role/App");
  private static final int KEYS = 200;
  private static final List<String> ACTIONS =
      List.of("kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant");

  /** The tags that AWS's managed policies compare with the name of a key. */
  private static final List<String> TAGS =
      List.of("KmsKeyId", "EncryptionKeyId", "KMSKeyId", "DomainKmsKeyId");

  private final PolicyCompiler compiler = Residuals.compiler();
  private final RowInterner interner = OpenDecisions.interner(compiler);

  private static KmsResource key(int number) {
    return KmsResource.parse(
        "arn:aws:kms:%s:111122223333:key/1234abcd-12ab-34cd-56ef-%012x"
            .formatted(number % 2 == 0 ? "us-west-2" : "eu-west-1", number));
  }

  /** What a service may do with the key of a domain, under conditions on the service. */
  private static PrincipalPolicies managed(String tag) {
    String use =
        "{'Effect':'Allow','Action':['kms:Decrypt','kms:GenerateDataKey'],"
            + "'Resource':'arn:aws:kms:*:*:key/${aws:PrincipalTag/%1$s}','Condition':{"
            + "'StringLike':{'kms:ViaService':'s3.*.amazonaws.com'},"
            + "'StringEquals':{'aws:ResourceAccount':'${aws:PrincipalAccount}'},"
            + "'ArnLike':{'kms:EncryptionContext:aws:s3:arn':'arn:aws:s3:::${aws:PrincipalTag/Bucket}/*'}}}";
    String describe =
        "{'Effect':'Allow','Action':'kms:DescribeKey',"
            + "'Resource':['arn:aws:kms:*:*:key/${aws:PrincipalTag/%1$s}']}";
    String grant =
        "{'Effect':'Allow','Action':'kms:CreateGrant',"
            + "'Resource':'arn:aws:kms:*:*:key/${aws:PrincipalTag/%1$s}','Condition':{"
            + "'Bool':{'kms:GrantIsForAWSResource':'true'}}}";
    return Policies.identity(use.formatted(tag), describe.formatted(tag), grant.formatted(tag));
  }

  private DecisionRow row(PrincipalPolicies own, KmsResource key) {
    RowBuilder builder =
        new RowBuilder(
            compiler,
            interner,
            compiler.compile(ROLE, own),
            compiler.compile(Policies.key(Policies.DELEGATING)),
            AuthorizationRequest.of(ROLE, "kms:Decrypt", key, RequestContext.empty()));
    DecisionRow row = builder.make();
    for (String action : ACTIONS) {
      row = builder.extend(row, compiler.index().number(action));
    }
    return interner.row(row);
  }

  /** The bytes of a decision that was compiled: an answer to an open question needs no object. */
  private static double bytes(Runnable decision) {
    double bytes = Allocations.ofMany(decision);
    for (int round = 0; round < 20 && bytes >= 1.0; round++) {
      bytes = Allocations.ofMany(decision);
    }
    return bytes;
  }

  @Test
  @DisplayName("2.10: all keys of a role have one row, and each residual policy exists once")
  void extend_manyKeys_isOneRow() {
    Set<DecisionRow> rows = new HashSet<>();
    Set<Object> residuals = new HashSet<>();
    String one = key(0).arn();
    for (String tag : TAGS) {
      PrincipalPolicies own = managed(tag);
      for (int i = 0; i < KEYS; i++) {
        DecisionRow row = row(own, key(i));
        rows.add(row);
        for (String action : ACTIONS) {
          residuals.add(row.residual(compiler.index().number(action), one, interner));
        }
      }
    }

    assertThat(rows).hasSize(TAGS.size());
    assertThat(residuals).as("Decrypt and GenerateDataKey share one").hasSize(3 * TAGS.size());
  }

  @Test
  @DisplayName("A policy that also names keys has a row for each of them, and one for the others")
  void extend_policyNamesKeys_isARowForEach() {
    PrincipalPolicies own =
        Policies.identity(
            "{'Effect':'Allow','Action':'kms:*','Resource':'arn:aws:kms:*:*:key/${aws:PrincipalTag/k}'}",
            "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'" + key(7).arn() + "'}");
    Set<DecisionRow> rows = new HashSet<>();
    IntStream.range(0, KEYS).forEach(i -> rows.add(row(own, key(i))));

    assertThat(rows).hasSize(2);
  }

  @Test
  @DisplayName(
      "2.10, 6.2: a shared row decides each key by its name, known or not, without objects")
  void decide_sharedRow_dependsOnTheKeyThatIsAskedAbout() {
    PrincipalPolicies own =
        Policies.identity(
            "{'Effect':'Allow','Action':'kms:*','Resource':'arn:aws:kms:*:*:key/${aws:PrincipalTag/k}'}");
    List<KmsResource> keys = List.of(key(0), key(1), key(2));
    List<DecisionRow> rows = new ArrayList<>();
    keys.forEach(key -> rows.add(row(own, key)));
    DecisionRow row = rows.get(0);
    int decrypt = compiler.index().number("kms:Decrypt");
    String id = "1234abcd-12ab-34cd-56ef-000000000001";
    ConditionContext known = RequestContext.builder().put("aws:PrincipalTag/k", id).build();
    ConditionContext unknown = RequestContext.builder().unknown("aws:PrincipalTag/k").build();

    assertThat(rows).allSatisfy(each -> assertThat(each).isSameAs(row));
    for (int i = 0; i < keys.size(); i++) {
      String arn = keys.get(i).arn();
      assertThat(row.decide(decrypt, known, arn))
          .isEqualTo(i == 1 ? Decision.ALLOWED : Decision.IMPLICIT_DENY);
      assertThat(row.decide(decrypt, unknown, arn)).isEqualTo(Decision.INDETERMINATE);
      assertThat(row.decide(decrypt, RequestContext.empty(), arn))
          .isEqualTo(Decision.IMPLICIT_DENY);
      assertThat(bytes(() -> row.decide(decrypt, known, arn))).isLessThan(1.0);
      assertThat(bytes(() -> row.decide(decrypt, unknown, arn))).isLessThan(1.0);
    }
  }
}
