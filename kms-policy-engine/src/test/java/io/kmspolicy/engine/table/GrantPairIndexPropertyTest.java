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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
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
    return Arbitraries.oneOf(Arbitraries.of("a", "A", "b", "\u2c2f", "\u2c5f"), many);
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
            .filter(grant -> !isSubset || GrantConstraintMatcher.pairs(grant).size() > 1)
            .toList();
    if (!failing.isEmpty()) {
      match_anyGrants_isThePlainLoop(failing, request, context);
    }
  }

  private static Grant grant(List<String> operations, ContextConstraint constraint) {
    return new Grant(
        "g",
        "",
        "",
        ALICE,
        new GrantPrincipal.Nobody(),
        operations,
        new GrantConstraints(constraint, ""),
        "",
        "");
  }

  private static Grant grant(Map<String, String> pairs) {
    return grant(List.of("Decrypt"), new ContextConstraint.Containing(pairs));
  }

  private static RequestAttributes request(String action) {
    return RequestAttributes.of(
        new AuthorizationRequest(
            Caller.parse("arn:aws:iam::111122223333:user/alice"),
            action,
            KmsResource.parse(KEY),
            RequestContext.empty(),
            "",
            KeyManager.CUSTOMER,
            ""),
        CATALOGUE);
  }

  private static MatchResult match(
      List<Grant> grants, RequestAttributes request, RequestContext context) {
    GrantConstraintMatcher matcher = new GrantConstraintMatcher(request, context);
    GrantGroups.Group group = GrantGroups.of(new GrantLayer.Known(grants)).groups().get(0);
    return GrantPairIndex.of(
            group, request.operation(), request.known().orElseThrow().grantContext())
        .match(matcher, context);
  }

  @Example
  @Label("5.9, 6.5: of many grants, one that an unknown value may satisfy is found at any place")
  void match_unknownValueOfManyGrants_findsTheOneThatMayApply() {
    RequestAttributes decrypt = request("kms:Decrypt");
    for (boolean isFirst : new boolean[] {true, false}) {
      String open = isFirst ? "first" : "second";
      String known = isFirst ? "second" : "first";
      List<Grant> grants =
          IntStream.range(0, 200)
              .mapToObj(i -> grant(Map.of("first", "v" + i, "second", "v" + i)))
              .toList();
      for (int i : new int[] {0, 64, 100, 199}) {
        RequestContext unknown = RequestContext.builder().unknown(PAIR + open).build();
        RequestContext same = unknown.toBuilder().put(PAIR + known, "v" + i).build();
        RequestContext other = unknown.toBuilder().put(PAIR + known, "none").build();

        assertThat(match(grants, decrypt, same))
            .as("grant %s, %s unknown", i, open)
            .isEqualTo(MatchResult.INDETERMINATE);
        assertThat(match(grants, decrypt, other)).isEqualTo(MatchResult.NO_MATCH);
      }
    }
  }

  /** Grants that share a pair, whose name some of them list once more in another spelling. */
  private static List<Grant> spelledTwice(
      Function<Map<String, String>, ContextConstraint> constraint) {
    List<Grant> grants = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      for (String other : List.of("y", "z")) {
        grants.add(grant(List.of("Decrypt"), constraint.apply(Map.of("a", "x", "A", other))));
        for (String more : List.of("1", "2", "3")) {
          Map<String, String> rare = Map.of("a", other, "b", other + i + more);
          grants.add(grant(List.of("Decrypt"), constraint.apply(rare)));
        }
      }
    }
    grants.add(grant(List.of("Decrypt"), constraint.apply(Map.of("a", "x"))));
    return grants;
  }

  @Example
  @Label("3.2, 5.9: grants that share a pair are told apart by the other spelling of its name")
  void match_nameSpelledTwice_isThePlainLoop() {
    List<ContextValue> values =
        List.of(
            ContextValue.of("x"),
            ContextValue.of("x", "y"),
            ContextValue.of("x", "z"),
            ContextValue.of("y", "z"),
            ContextValue.of("x", "y", "z"),
            ContextValue.unknown());
    for (ContextValue value : values) {
      RequestContext context = RequestContext.builder().set(PAIR + "a", value).build();
      for (List<Grant> grants :
          List.of(
              spelledTwice(ContextConstraint.Containing::new),
              spelledTwice(ContextConstraint.EqualTo::new))) {
        match_anyGrants_isThePlainLoop(grants, request("kms:Decrypt"), context);
        match_anyGrants_isThePlainLoop(
            grants.subList(0, grants.size() - 1), request("kms:Decrypt"), context);
      }
    }
  }

  @Example
  @Label("5.9, 5.16: grants with equal constraints are told apart by the operations they pass on")
  void match_grantsThatPassOnOtherOperations_isThePlainLoop() {
    ContextConstraint constraint = new ContextConstraint.EqualTo(Map.of("a", "x"));
    List<Grant> grants =
        new ArrayList<>(Collections.nCopies(10, grant(List.of("CreateGrant"), constraint)));
    grants.add(grant(List.of("CreateGrant", "Decrypt"), constraint));
    for (String operation : List.of("CreateGrant", "Decrypt", "Sign")) {
      RequestContext context =
          RequestContext.builder()
              .put("kms:GrantOperations", operation)
              .put("kms:GrantConstraintType", "EncryptionContextEquals")
              .put(PAIR + "a", "x")
              .build();

      match_anyGrants_isThePlainLoop(grants, request("kms:CreateGrant"), context);
    }
  }
}
