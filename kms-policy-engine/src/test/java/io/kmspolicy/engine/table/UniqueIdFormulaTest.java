package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A test of the caller's unique id, for every result with, without and with an unknown id. */
class UniqueIdFormulaTest {

  private static final String ID = "AIDA1234567890EXAMPLE";
  private static final List<String> IDS = List.of("AIDAOTHER", ID);
  private static final Set<MatchResult> CERTAIN = Set.of(MatchResult.MATCH, MatchResult.NO_MATCH);
  private static final PrincipalMatcher ALICE =
      new PrincipalMatcher(Caller.parse("arn:aws:iam::111122223333:user/alice"));

  /** The results if the caller has another id, an unknown one, and one of the ids. */
  private record Results(MatchResult other, MatchResult open, MatchResult same) {

    Formula formula() {
      return UniqueIdFormula.of(ALICE, IDS, other, open, same);
    }

    boolean areEqual() {
      return other == open && open == same;
    }
  }

  private static List<Results> all() {
    List<Results> all = new ArrayList<>();
    for (MatchResult other : MatchResult.values()) {
      for (MatchResult open : MatchResult.values()) {
        for (MatchResult same : MatchResult.values()) {
          all.add(new Results(other, open, same));
        }
      }
    }
    return all;
  }

  private static List<UniqueIdFormula> tests() {
    return all().stream()
        .filter(results -> !results.areEqual())
        .map(results -> (UniqueIdFormula) results.formula())
        .toList();
  }

  private static MatchResult evaluate(Formula formula, ContextValue id) {
    return formula.evaluate(
        RequestContext.builder().set("aws:userid", id).build(), MatchResult.INDETERMINATE);
  }

  @Test
  @DisplayName("1.8: the result is that of the id, and a constant if the id does not matter")
  void evaluate_anyResults_isTheResultOfTheId() {
    for (Results results : all()) {
      Formula formula = results.formula();

      assertThat(evaluate(formula, ContextValue.of(ID))).isEqualTo(results.same());
      assertThat(evaluate(formula, ContextValue.of(ID + "x"))).isEqualTo(results.other());
      assertThat(evaluate(formula, ContextValue.absent())).isEqualTo(results.other());
      assertThat(evaluate(formula, ContextValue.unknown())).isEqualTo(results.open());
      assertThat(formula instanceof Formula.Constant)
          .as("%s", results)
          .isEqualTo(results.areEqual());
    }
  }

  @Test
  @DisplayName("1.8: the id alone decides if it holds for one of the ids only, or for all others")
  void isDecidedById_anyResults_isTrueIfBothAreCertainAndDiffer() {
    for (UniqueIdFormula test : tests()) {
      MatchResult same = evaluate(test, ContextValue.of(ID));
      MatchResult other = evaluate(test, ContextValue.absent());

      assertThat(test.isDecidedById())
          .as("%s with, %s without", same, other)
          .isEqualTo(EnumSet.of(same, other).equals(CERTAIN));
      assertThat(test.holdsIfSame()).isEqualTo(same == MatchResult.MATCH);
      assertThat(test.uniqueIds()).isEqualTo(IDS);
    }
  }

  @Test
  @DisplayName("6.13: a test that counts as open can hold and fail")
  void isOpen_anyResults_hasBothResults() {
    for (UniqueIdFormula test : tests()) {
      Set<MatchResult> results =
          EnumSet.of(
              evaluate(test, ContextValue.of(ID)), evaluate(test, ContextValue.of("AIDANOBODY")));

      assertThat(!test.isOpen() || results.equals(CERTAIN)).isTrue();
    }
  }

  @Test
  @DisplayName("Tests are equal, and shared, if their ids and all their results are equal")
  void equals_anyResults_comparesIdsAndResults() {
    List<UniqueIdFormula> tests = tests();
    List<UniqueIdFormula> again = tests();
    for (int i = 0; i < tests.size(); i++) {
      for (int j = 0; j < tests.size(); j++) {
        assertThat(tests.get(i).equals(again.get(j))).isEqualTo(i == j);
      }
      assertThat(tests.get(i)).hasSameHashCodeAs(again.get(i));
    }
    assertThat(withIds(List.of(ID))).isNotEqualTo(withIds(IDS)).isEqualTo(withIds(List.of(ID)));
  }

  @Test
  @DisplayName("A test of more ids comes after one of fewer, and both after a constant")
  void cost_moreIds_isGreater() {
    assertThat(withIds(List.of(ID)).cost())
        .isGreaterThan(Formula.Constant.MATCH.cost())
        .isLessThan(withIds(IDS).cost());
  }

  private static Formula withIds(List<String> ids) {
    return UniqueIdFormula.of(
        ALICE, ids, MatchResult.NO_MATCH, MatchResult.INDETERMINATE, MatchResult.MATCH);
  }
}
