package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.match.ArnContext;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.value.VariableResolver;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

@Label("2.10-2.13: resource patterns with policy variables")
@AddLifecycleHook(Seeds.class)
class ResourceFormulaTest {

  private static final VariableResolver VARIABLES = new VariableResolver(KmsCatalogue.bundled());
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/1234abcd";
  private static final String BY_TAG = "arn:aws:kms:*:*:key/${aws:PrincipalTag/KeyId}";

  private static ResourceElement element(boolean negated, List<String> texts) {
    List<ResourcePattern> patterns = texts.stream().map(ResourcePattern::of).toList();
    return negated
        ? new ResourceElement.NotResource(patterns)
        : new ResourceElement.Resource(patterns);
  }

  private static ResourceMatcher matcher(String arn) {
    return new ResourceMatcher(VARIABLES, KmsResource.parse(arn));
  }

  private static Formula formula(ResourceElement element, PolicyType type, String arn) {
    return new CompiledResource(element, type, true, VARIABLES).specialize(matcher(arn), false);
  }

  @Provide
  Arbitrary<List<String>> patterns() {
    Arbitrary<String> variables =
        Arbitraries.of(
            "${aws:PrincipalTag/KeyId}",
            "${aws:PrincipalTag/KeyId, 'ab'}",
            "${aws:PrincipalTag/KeyId, ''}",
            "${aws:PrincipalAccount}",
            "${kms:EncryptionContext:tenant}",
            "${aws:TagKeys}",
            "${aws:TagKeys, 'ab'}",
            "${ aws:username}",
            "${*}",
            "${?}",
            "${");
    Arbitrary<String> literals =
        Arbitraries.of("key/", "ab", "*", "?", "a", "b", "key", "/", ":", "");
    Arbitrary<String> part = Arbitraries.oneOf(variables, literals);
    Arbitrary<String> names = part.list().ofMaxSize(4).map(parts -> String.join("", parts));
    Arbitrary<String> fields =
        Arbitraries.oneOf(part, Arbitraries.of("*", "us-west-2", "US-WEST-2"));
    Arbitrary<String> accounts =
        Arbitraries.of("111122223333", "*", "${aws:PrincipalAccount}", "444455556666");
    Arbitrary<String> whole =
        Combinators.combine(fields, accounts, names)
            .as((region, account, name) -> "arn:aws:kms:" + region + ":" + account + ":" + name);
    Arbitrary<String> late = names.map(name -> "arn:aws:kms:us-west-2:111122223333:key/" + name);
    Arbitrary<String> odd = names.map(name -> "arn:aws:" + name);
    return Arbitraries.oneOf(late, whole, odd).list().ofMinSize(1).ofMaxSize(3);
  }

  @Provide
  Arbitrary<RequestContext> contexts() {
    Arbitrary<ContextValue> values =
        Arbitraries.of(
            ContextValue.absent(),
            ContextValue.unknown(),
            ContextValue.presentUnknown(),
            ContextValue.of(),
            ContextValue.of(""),
            ContextValue.of("ab"),
            ContextValue.of("*"),
            ContextValue.of("a:b"),
            ContextValue.of("111122223333"),
            ContextValue.of("key/ab"),
            ContextValue.of("111122223333:key/ab"),
            ContextValue.of("ab", "b"));
    return values
        .list()
        .ofSize(4)
        .map(
            four ->
                RequestContext.builder()
                    .set("aws:principaltag/keyid", four.get(0))
                    .set("aws:principalaccount", four.get(1))
                    .set("kms:encryptioncontext:tenant", four.get(2))
                    .set("aws:tagkeys", four.get(3))
                    .build());
  }

  @Provide
  Arbitrary<String> arns() {
    return Arbitraries.of(
        "arn:aws:kms:us-west-2:111122223333:key/ab",
        "arn:aws:kms:us-west-2:111122223333:key/a:b",
        "arn:aws:kms:us-west-2:111122223333:alias/ab",
        "arn:aws:kms:us-west-2:444455556666:key/b",
        "arn:aws:kms:US-WEST-2:111122223333:key/ab",
        "*");
  }

  @Example
  @Label("2.11: a pattern with one variable compares the value of its key with a text")
  void comparedText_oneVariable_isTheRestOfTheKeyId() {
    assertThat(formula(element(false, List.of(BY_TAG)), PolicyType.IDENTITY, KEY))
        .isInstanceOfSatisfying(
            ResourceFormula.class,
            formula -> assertThat(formula.comparedText()).isEqualTo("1234abcd"));
    assertThat(
            formula(
                element(false, List.of("arn:aws:kms:*:*:key/12${aws:PrincipalTag/KeyId}cd")),
                PolicyType.IDENTITY,
                KEY))
        .isInstanceOfSatisfying(
            ResourceFormula.class, formula -> assertThat(formula.comparedText()).isEqualTo("34ab"));
  }

  @Property(tries = 2_000, seed = "20261127")
  @Label("2.11: of the single values of the key, the compared text matches, and no other does")
  void comparedText_anyPatterns_isTheOnlySingleValueThatMatches(
      @ForAll("patterns") List<String> texts,
      @ForAll("arns") String arn,
      @ForAll PolicyType type,
      @ForAll boolean negated) {
    if (!(formula(element(negated, texts), type, arn) instanceof ResourceFormula formula)
        || formula.comparedText() == null) {
      return;
    }
    String compared = formula.comparedText();
    for (String value : List.of(compared, compared + "b", "", "*", "a", "ab", "key/ab", "a:b")) {
      assertThat(ofSingleValue(formula, value))
          .as("%s for %s of %s", value, texts, arn)
          .isEqualTo(MatchResult.of(value.equals(compared)));
    }
  }

  private static MatchResult ofSingleValue(ResourceFormula formula, String value) {
    RequestContext context = RequestContext.builder().put(formula.key(), value).build();
    return formula.evaluate(context, MatchResult.INDETERMINATE);
  }

  @Property(tries = 3_000, seed = "20261126")
  @Label("a formula has the result of resolving and matching the patterns for each decision")
  void evaluate_anyPatternsAndContext_isWhatTheMatcherSays(
      @ForAll("patterns") List<String> texts,
      @ForAll("contexts") RequestContext context,
      @ForAll("arns") String arn,
      @ForAll PolicyType type,
      @ForAll boolean negated) {
    ResourceElement element = element(negated, texts);
    MatchResult expected = matcher(arn).match(element, type, true, context);

    assertThat(formula(element, type, arn).evaluate(context, MatchResult.INDETERMINATE))
        .as("%s, %s in %s", element, arn, context)
        .isEqualTo(expected);
  }

  @Property(tries = 2_000, seed = "20261126")
  @Label("a table passes on what the patterns match in some context")
  void find_anyPatterns_findsWhatTheMatcherMatches(
      @ForAll("patterns") List<String> texts,
      @ForAll("contexts") RequestContext context,
      @ForAll("arns") String arn,
      @ForAll PolicyType type,
      @ForAll boolean many,
      @ForAll boolean isRelative) {
    ResourceElement element = element(false, texts);
    List<CompiledStatement> rows = new ArrayList<>();
    for (int i = 0; i < (many ? 20 : 1); i++) {
      rows.add(TableRows.of(element));
    }
    List<MatchResult> found = new ArrayList<>();
    ConditionContext asked = ArnContext.of(context, arn);
    new DecisionTable(type, rows, VARIABLES)
        .find(
            matcher(arn),
            isRelative,
            (row, formula) -> found.add(formula.evaluate(asked, MatchResult.INDETERMINATE)));
    MatchResult expected = matcher(arn).match(element, type, true, context);

    assertThat(found.stream().reduce(MatchResult.NO_MATCH, MatchResult::or))
        .as("%s, %s in %s", element, arn, context)
        .isEqualTo(expected);
  }

  /** A context that counts how often it is read. */
  private static final class CountingContext implements ConditionContext {
    private int reads;

    @Override
    public ContextValue get(String key) {
      reads++;
      return ContextValue.of("1234abcd");
    }

    @Override
    public Collection<String> namesUnder(String prefix) {
      return List.of();
    }
  }

  @Example
  @Label("a decision reads a variable twice and makes no object")
  void evaluate_variableInName_readsTwiceAndAllocatesNothing() {
    Formula formula = formula(element(false, List.of(BY_TAG)), PolicyType.IDENTITY, KEY);
    CountingContext context = new CountingContext();
    assertThat(formula.evaluate(context, MatchResult.INDETERMINATE)).isEqualTo(MatchResult.MATCH);
    assertThat(context.reads).isEqualTo(2);

    RequestContext known =
        RequestContext.builder().set("aws:principaltag/keyid", ContextValue.of("other")).build();
    assertThat(Allocations.ofMany(() -> formula.evaluate(known, MatchResult.INDETERMINATE)))
        .isLessThan(1.0);
    Formula early =
        formula(
            element(false, List.of("arn:aws:kms:*:${aws:PrincipalAccount}:key/*")),
            PolicyType.IDENTITY,
            KEY);
    RequestContext account =
        RequestContext.builder()
            .set("aws:principalaccount", ContextValue.of("111122223333"))
            .build();
    assertThat(early.evaluate(account, MatchResult.INDETERMINATE))
        .isEqualTo(MatchResult.INDETERMINATE);
    assertThat(Allocations.ofMany(() -> early.evaluate(account, MatchResult.INDETERMINATE)))
        .isLessThan(1.0);
  }

  @Example
  @Label("equal patterns for the same resource are equal formulas; others are not")
  void equals_samePatternsAndResource_isTrue() {
    ResourceElement one = element(false, List.of(BY_TAG));
    ResourceElement two = element(false, List.of(BY_TAG.replace("KeyId", "Other")));
    PolicyType type = PolicyType.IDENTITY;
    Formula formula = formula(one, type, KEY);

    assertThat(formula).isEqualTo(formula(element(false, List.of(BY_TAG)), type, KEY));
    assertThat(formula).hasSameHashCodeAs(formula(element(false, List.of(BY_TAG)), type, KEY));
    assertThat(formula)
        .as("a multi-Region key has one id in all Regions")
        .isEqualTo(formula(one, type, KEY.replace("us-west-2", "us-east-1")));
    assertThat(formula).isNotEqualTo(formula(two, type, KEY));
    assertThat(formula).isNotEqualTo(formula(one, type, KEY + "e"));
    assertThat(formula).isNotEqualTo(formula(element(true, List.of(BY_TAG)), type, KEY));
  }

  @Example
  @Label("equal patterns for all resources, or aliases of a new key, are equal as well")
  void equals_resourceWithoutArn_dependsOnAllThatIsResolved() {
    String early = "arn:aws:kms:*:${aws:PrincipalAccount}:key/*";
    Formula formula = formula(element(false, List.of(BY_TAG)), PolicyType.IDENTITY, "*");

    assertThat(formula)
        .isEqualTo(formula(element(false, List.of(BY_TAG)), PolicyType.IDENTITY, "*"))
        .isNotEqualTo(
            formula(
                element(false, List.of(BY_TAG.replace("KeyId", "Other"))),
                PolicyType.IDENTITY,
                "*"))
        .isNotEqualTo(formula(element(false, List.of(early)), PolicyType.IDENTITY, "*"))
        .isNotEqualTo(formula(element(false, List.of(BY_TAG)), PolicyType.KEY, "*"))
        .isNotEqualTo(formula(element(true, List.of(BY_TAG)), PolicyType.IDENTITY, "*"));
  }

  @Example
  @Label("a formula tells the patterns with variables, and the keys that they read")
  void keys_anyPatterns_areThoseOfTheirVariables() {
    String early = "arn:aws:kms:*:${aws:PrincipalAccount}:key/${aws:username}";
    for (String arn : List.of(KEY, "*")) {
      Formula formula = formula(element(false, List.of(early, BY_TAG)), PolicyType.IDENTITY, arn);

      assertThat(formula).hasToString("resource " + early + "|" + BY_TAG);
      assertThat(formula)
          .isInstanceOfSatisfying(
              ResourceFormula.class,
              test ->
                  assertThat(test.keys())
                      .containsExactly(
                          "aws:principalaccount", "aws:username", "aws:principaltag/keyid"));
    }
  }

  @Example
  @Label("5.17: only key policies may not support a key, also where the resource has no ARN")
  void evaluate_unsupportedKeyWithoutArn_isReadByOtherPolicies() {
    ResourceElement element =
        element(false, List.of("arn:aws:kms:${aws:ResourceTag/r}:111122223333:*"));
    RequestContext context = RequestContext.builder().put("aws:ResourceTag/r", "*").build();

    assertThat(
            formula(element, PolicyType.IDENTITY, "*").evaluate(context, MatchResult.INDETERMINATE))
        .isEqualTo(MatchResult.INDETERMINATE);
    assertThat(
            formula(element, PolicyType.IDENTITY, "*")
                .evaluate(RequestContext.empty(), MatchResult.INDETERMINATE))
        .isEqualTo(MatchResult.NO_MATCH);
  }

  @Example
  @Label("a pattern that no value makes match a resource is no test")
  void specialize_patternOfOtherResources_isConstant() {
    ResourceElement alias =
        element(false, List.of("arn:aws:kms:*:*:alias/${aws:PrincipalTag/KeyId}"));
    assertThat(formula(alias, PolicyType.IDENTITY, KEY)).isSameAs(Formula.Constant.NO_MATCH);
    ResourceElement both = element(false, List.of("arn:aws:kms:*:*:key/*", BY_TAG));
    assertThat(formula(both, PolicyType.IDENTITY, KEY)).isSameAs(Formula.Constant.MATCH);
  }

  @Example
  @Label("5.17: one unsupported key leaves a key policy open, also beside a supported one")
  void evaluate_unsupportedKeyInKeyPolicy_isOpen() {
    String unsupported = "arn:aws:kms:*:*:key/${aws:ResourceTag/KeyId}";
    RequestContext context =
        RequestContext.builder()
            .put("aws:ResourceTag/KeyId", "1234abcd")
            .put("aws:PrincipalTag/KeyId", "another")
            .build();
    for (List<String> texts :
        List.of(List.of(unsupported), List.of(unsupported, BY_TAG), List.of(BY_TAG, unsupported))) {
      for (PolicyType type : PolicyType.values()) {
        assertThat(
                formula(element(false, texts), type, KEY)
                    .evaluate(context, MatchResult.INDETERMINATE))
            .as("%s in %s", texts, type)
            .isEqualTo(type == PolicyType.KEY ? MatchResult.INDETERMINATE : MatchResult.MATCH);
      }
    }
  }

  @Example
  @Label("a pattern that compares one text comes before patterns that compare more")
  void cost_comparedText_isLess() {
    Formula text = formula(element(false, List.of(BY_TAG)), PolicyType.IDENTITY, KEY);
    Formula more =
        formula(
            element(false, List.of("arn:aws:kms:*:${aws:PrincipalAccount}:key/*")),
            PolicyType.IDENTITY,
            KEY);
    FormulaAlgebra logic = FormulaAlgebra.INSTANCE;

    assertThat(((Formula.Join) logic.and(more, text)).parts()).containsExactly(text, more);
    assertThat(((Formula.Join) logic.or(more, text)).parts()).containsExactly(text, more);
    assertThat(text.cost()).isPositive();
  }

  @Property(tries = 500, seed = "20261127")
  @Label("6.13: a formula that counts as open holds for some value and fails for another")
  void isOpen_anyPatterns_hasBothResults(
      @ForAll("patterns") List<String> texts,
      @ForAll("arns") String arn,
      @ForAll PolicyType type,
      @ForAll boolean negated) {
    if (formula(element(negated, texts), type, arn) instanceof ResourceFormula formula
        && formula.isOpen()) {
      Set<MatchResult> results = EnumSet.noneOf(MatchResult.class);
      for (String value : List.of("", "a", "ab", "b", "key/ab", "111122223333")) {
        RequestContext.Builder context = RequestContext.builder();
        formula.keys().forEach(key -> context.put(key, value));
        results.add(formula.evaluate(context.build(), MatchResult.INDETERMINATE));
      }
      assertThat(results).contains(MatchResult.MATCH, MatchResult.NO_MATCH);
    }
  }
}
