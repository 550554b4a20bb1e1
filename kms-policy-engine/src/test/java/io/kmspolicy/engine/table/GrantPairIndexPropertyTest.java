package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The index of a group of grants against the plain loop over its grants. */
@Label("grants by their pairs")
@AddLifecycleHook(Seeds.class)
class GrantPairIndexPropertyTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String PAIR = "kms:EncryptionContext:";
  private static final GrantPrincipal ALICE =
      new GrantPrincipal.Principal("arn:aws:iam::111122223333:user/alice");
  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();

  /** Few names in most cases, and more than the index looks up one by one in others. */
  private static Arbitrary<String> names() {
    Arbitrary<String> many = Arbitraries.integers().between(0, 30).map(number -> "n" + number);
    return Arbitraries.oneOf(Arbitraries.of("a", "A", "b"), many);
  }

  private static Arbitrary<Map<String, String>> pairs() {
    return Arbitraries.maps(names(), Arbitraries.of("x", "y")).ofMaxSize(3);
  }

  private static Arbitrary<GrantConstraints> constraints() {
    Arbitrary<ContextConstraint> context =
        Arbitraries.oneOf(
            Arbitraries.just(new ContextConstraint.None()),
            pairs().map(ContextConstraint.EqualTo::new),
            pairs().map(ContextConstraint.Containing::new));
    return Combinators.combine(context, Arbitraries.of("", "", "arn:aws:sns:us-west-2:1:*"))
        .as(GrantConstraints::new);
  }

  @Provide
  Arbitrary<List<Grant>> grants() {
    Arbitrary<List<String>> operations =
        Arbitraries.of("Decrypt", "Sign", "DescribeKey", "CreateGrant", "RetireGrant")
            .list()
            .ofMinSize(1)
            .ofMaxSize(4);
    return Combinators.combine(operations, constraints())
        .as(
            (listed, limits) ->
                new Grant("g", "", "", ALICE, new GrantPrincipal.Nobody(), listed, limits, "", ""))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Provide
  Arbitrary<RequestContext> contexts() {
    Arbitrary<ContextValue> values =
        Arbitraries.of(
            ContextValue.of("x"),
            ContextValue.of("x"),
            ContextValue.of("y"),
            ContextValue.of("x", "y"),
            ContextValue.of(),
            ContextValue.absent(),
            ContextValue.unknown(),
            ContextValue.presentUnknown());
    Arbitrary<Map<String, ContextValue>> held =
        Arbitraries.maps(names().map(name -> PAIR + name), values).ofMaxSize(6);
    Arbitrary<Map<String, ContextValue>> others =
        Arbitraries.maps(
                Arbitraries.of(
                    "kms:EncryptionContextKeys",
                    "kms:GrantOperations",
                    "kms:GrantConstraintType",
                    "aws:SourceArn"),
                Arbitraries.of(
                    ContextValue.of("a"),
                    ContextValue.of("Decrypt"),
                    ContextValue.of("EncryptionContextEquals"),
                    ContextValue.of("arn:aws:sns:us-west-2:1:topic"),
                    ContextValue.unknown()))
            .ofMaxSize(3);
    return Combinators.combine(
            held, others, Arbitraries.of("", "", "", PAIR + "*", "kms:*", PAIR + "n1*"))
        .as(
            (pairs, more, prefix) -> {
              RequestContext.Builder context = RequestContext.builder();
              pairs.forEach(context::set);
              more.forEach(context::set);
              return prefix.isEmpty() ? context.build() : context.unknown(prefix).build();
            });
  }

  @Provide
  Arbitrary<RequestAttributes> requests() {
    Arbitrary<Caller> callers =
        Arbitraries.of("arn:aws:iam::111122223333:user/alice", "sns.amazonaws.com")
            .map(Caller::parse);
    return Combinators.combine(
            callers,
            Arbitraries.of("kms:Decrypt", "kms:Sign", "kms:DescribeKey", "kms:CreateGrant"))
        .as(
            (caller, action) ->
                RequestAttributes.of(
                    new AuthorizationRequest(
                        caller,
                        action,
                        KmsResource.parse(KEY),
                        RequestContext.empty(),
                        "",
                        KeyManager.CUSTOMER,
                        ""),
                    CATALOGUE));
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 3_000)
  @Label("5.9, 5.16: the index gives the result of the plain loop over all grants")
  void match_anyGrants_isThePlainLoop(
      @ForAll("grants") List<Grant> grants,
      @ForAll("requests") RequestAttributes request,
      @ForAll("contexts") RequestContext context) {
    GrantGroups.Group group = GrantGroups.of(new GrantLayer.Known(grants)).groups().get(0);
    GrantConstraintMatcher matcher = new GrantConstraintMatcher(request, context);

    GrantPairIndex index =
        GrantPairIndex.of(group, request.operation(), request.known().orElseThrow().grantContext());
    MatchResult found = index.isUnlimited() ? MatchResult.MATCH : index.match(matcher, context);

    assertThat(group.grants()).hasSize(grants.size());
    assertThat(found).isEqualTo(matcher.of(group));
  }

  /** Many grants that share their pairs: few names and values. */
  @Provide
  Arbitrary<List<Grant>> sharing() {
    Arbitrary<Map<String, String>> pairs =
        Arbitraries.maps(Arbitraries.of("a", "A", "b", "c"), Arbitraries.of("x", "y"))
            .ofMinSize(1)
            .ofMaxSize(4);
    Arbitrary<ContextConstraint> context =
        Arbitraries.oneOf(
            pairs.map(ContextConstraint.EqualTo::new),
            pairs.map(ContextConstraint.Containing::new));
    Arbitrary<List<String>> operations =
        Arbitraries.of(List.of("Decrypt", "CreateGrant"), List.of("CreateGrant"));
    Arbitrary<String> sources = Arbitraries.of("", "", "arn:aws:sns:us-west-2:1:topic");
    return Combinators.combine(operations, context, sources)
        .as(
            (listed, limits, source) ->
                new Grant(
                    "g",
                    "",
                    "",
                    ALICE,
                    new GrantPrincipal.Nobody(),
                    listed,
                    new GrantConstraints(limits, source),
                    "",
                    ""))
        .list()
        .ofMinSize(20)
        .ofMaxSize(150);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 3_000)
  @Label("5.9, 5.16: indexes of grants that share a pair give the result of the plain loop")
  void match_grantsThatSharePairs_isThePlainLoop(
      @ForAll("sharing") List<Grant> grants,
      @ForAll("requests") RequestAttributes request,
      @ForAll("contexts") RequestContext context) {
    match_anyGrants_isThePlainLoop(grants, request, context);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261126", tries = 3_000)
  @Label("5.9, 5.16: the same where few of the shared pairs match")
  void match_fewOfManyGrants_isThePlainLoop(
      @ForAll("sharing") List<Grant> grants,
      @ForAll("requests") RequestAttributes request,
      @ForAll("contexts") RequestContext context,
      @ForAll boolean isSubset) {
    GrantConstraintMatcher matcher = new GrantConstraintMatcher(request, context);
    List<Grant> failing =
        grants.stream()
            .filter(grant -> matcher.of(grant) == MatchResult.NO_MATCH)
            .filter(grant -> !isSubset || GrantPairs.pairs(grant).size() > 1)
            .toList();
    if (!failing.isEmpty()) {
      match_anyGrants_isThePlainLoop(failing, request, context);
    }
  }
}
