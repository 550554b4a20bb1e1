package io.kmspolicy.engine.combine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sets of possible decisions against sets in the plain sense (rules 6.1-6.5). */
class OutcomesTest {

  private static final List<Decision> CERTAIN =
      List.of(Decision.ALLOWED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY);

  private static List<Set<Decision>> subsets() {
    List<Set<Decision>> subsets = new ArrayList<>();
    for (int bits = 0; bits < 8; bits++) {
      Set<Decision> subset = EnumSet.noneOf(Decision.class);
      for (int i = 0; i < CERTAIN.size(); i++) {
        if ((bits >> i & 1) != 0) {
          subset.add(CERTAIN.get(i));
        }
      }
      subsets.add(subset);
    }
    return subsets;
  }

  private static Outcomes of(Set<Decision> possible) {
    return new Outcomes(
        possible.contains(Decision.ALLOWED),
        possible.contains(Decision.EXPLICIT_DENY),
        possible.contains(Decision.IMPLICIT_DENY));
  }

  @Test
  @DisplayName("6.1-6.5: outcomes are sets: their number of elements, unions and subsets")
  void outcomes_allSets_areSets() {
    for (Set<Decision> one : subsets()) {
      assertThat(of(one).isSingle()).as("%s", one).isEqualTo(one.size() == 1);
      for (Set<Decision> other : subsets()) {
        Set<Decision> union = EnumSet.copyOf(one);
        union.addAll(other);

        assertThat(of(one).or(of(other))).as("%s or %s", one, other).isEqualTo(of(union));
        assertThat(of(one).includes(of(other)))
            .as("%s includes %s", one, other)
            .isEqualTo(one.containsAll(other));
      }
    }
  }

  @Test
  @DisplayName("6.1-6.5: the decision of a set is its element, denied for both denials, or open")
  void decision_allSets_coversTheirElements() {
    for (Set<Decision> possible : subsets()) {
      boolean isOpen = possible.contains(Decision.ALLOWED) && possible.size() > 1;
      assertThat(of(possible).isOpen()).as("%s", possible).isEqualTo(isOpen);
      if (!possible.isEmpty()) {
        Decision one = possible.size() == 1 ? possible.iterator().next() : Decision.DENIED;
        assertThat(of(possible).decision())
            .as("%s", possible)
            .isEqualTo(isOpen ? Decision.INDETERMINATE : one);
      }
    }
  }

  @Test
  @DisplayName("6.1-6.5: a Deny that matches leaves its denial only; an open one adds it")
  void of_denyAndAllow_areTheDecisionsOfKnownResults() {
    List<MatchResult> known = List.of(MatchResult.MATCH, MatchResult.NO_MATCH);
    for (MatchResult deny : MatchResult.values()) {
      for (MatchResult allow : MatchResult.values()) {
        Set<Decision> possible = EnumSet.noneOf(Decision.class);
        for (MatchResult denied : known) {
          for (MatchResult allowed : known) {
            if ((deny == denied || deny == MatchResult.INDETERMINATE)
                && (allow == allowed || allow == MatchResult.INDETERMINATE)) {
              Decision undenied = allowed.isMatch() ? Decision.ALLOWED : Decision.IMPLICIT_DENY;
              possible.add(denied.isMatch() ? Decision.EXPLICIT_DENY : undenied);
            }
          }
        }
        assertThat(Outcomes.of(deny, allow)).as("%s, %s", deny, allow).isEqualTo(of(possible));
      }
    }
  }
}
