package io.kmspolicy.engine.cover;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Terms as one condition beside the terms one by one. */
@Label("merged terms")
@AddLifecycleHook(Seeds.class)
class MergedTermsPropertyTest {

  private static final List<String> KEYS = List.of("aws:SourceVpce", "aws:SourceVpc");
  private static final List<String> TEXTS = List.of("1", "2", "3");

  /** The variables: {@code StringEquals}, and one {@code StringNotEquals} for each key. */
  private static final List<ConditionExpression> TESTS = tests();

  private static ConditionExpression test(Comparison comparison, String key, String... values) {
    return new ConditionExpression.Predicate(
        ConditionOperator.plain(comparison), key, List.of(values));
  }

  private static List<ConditionExpression> tests() {
    List<ConditionExpression> tests = new ArrayList<>();
    for (String key : KEYS) {
      TEXTS.forEach(text -> tests.add(test(Comparison.STRING_EQUALS, key, text)));
      tests.add(test(Comparison.STRING_NOT_EQUALS, key, "1"));
    }
    return tests;
  }

  private static List<RequestContext> contexts() {
    List<RequestContext> contexts = new ArrayList<>();
    for (String first : List.of("", "1", "2", "3", "4")) {
      for (String second : List.of("", "1", "2", "3", "4")) {
        contexts.add(
            RequestContext.builder()
                .set(KEYS.get(0), value(first))
                .set(KEYS.get(1), value(second))
                .build());
      }
    }
    return contexts;
  }

  private static ContextValue value(String text) {
    return text.isEmpty() ? ContextValue.absent() : ContextValue.of(text);
  }

  private static boolean holds(PrimeCover.Term term, RequestContext context) {
    return term.literals().entrySet().stream()
        .allMatch(
            literal ->
                TESTS.get(literal.getKey()).evaluate(context).equals(MatchResult.MATCH)
                    == literal.getValue());
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261127", tries = 300)
  @Label("The merged condition holds in the same contexts as one of the terms")
  void of_anyTerms_holdsWhereATermDoes(@ForAll Random random) {
    List<PrimeCover.Term> terms = new ArrayList<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      PrimeCover.Term term = PrimeCover.Term.EMPTY;
      int literals = 1 + random.nextInt(3);
      for (int j = 0; j < literals; j++) {
        term = term.with(random.nextInt(TESTS.size()), random.nextInt(3) > 0);
      }
      if (!terms.contains(term)) {
        terms.add(term);
      }
    }

    ConditionExpression merged = new MergedTerms(TESTS).of(terms);

    for (RequestContext context : contexts()) {
      boolean expected = terms.stream().anyMatch(term -> holds(term, context));

      assertThat(merged.evaluate(context)).isEqualTo(MatchResult.of(expected));
    }
  }

  private static PrimeCover.Term term(int... variables) {
    PrimeCover.Term term = PrimeCover.Term.EMPTY;
    for (int variable : variables) {
      term = term.with(variable, true);
    }
    return term;
  }

  private static String text(PrimeCover.Term... terms) {
    return new MergedTerms(TESTS).of(List.of(terms)).text();
  }

  @Example
  @Label("Terms that differ in the values of one test are one term with all the values")
  void of_termsOfOneFrame_areMerged() {
    assertThat(text(term(0), term(1), term(2))).isEqualTo("`aws:SourceVpce` is `1` or `2` or `3`");
    assertThat(text(term(0, 4), term(1, 4), term(0, 5), term(1, 5)))
        .isEqualTo("(`aws:SourceVpce` is `1` or `2`) and (`aws:SourceVpc` is `1` or `2`)");
  }

  @Example
  @Label("Literals that all terms have are stated once, before the rest of the terms")
  void of_commonLiterals_areFactoredOut() {
    assertThat(text(term(0, 4), term(0, 7)))
        .isEqualTo(
            "`aws:SourceVpce` is `1` and (`aws:SourceVpc` is `1` or `aws:SourceVpc` is absent or is"
                + " not `1`)");
    assertThat(text(term(0, 4))).isEqualTo("`aws:SourceVpce` is `1` and `aws:SourceVpc` is `1`");
  }
}
