package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.model.request.MatchResult;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Rule 6.2: three-valued results, for all actions at once as for each of them. */
class ActionBitsTest {

  private static final Logic<ActionBits> LOGIC = ActionBits.LOGIC;

  /** What is certain is possible. */
  private static ActionBits bits(long certain, long perhaps) {
    return new ActionBits(certain, certain | perhaps);
  }

  @Property
  @Label("conjunction and disjunction are those of the single actions")
  void combine_anySets_isThatOfEachAction(
      @ForAll long certain, @ForAll long perhaps, @ForAll long others, @ForAll long perhapsOthers) {
    ActionBits left = bits(certain, perhaps);
    ActionBits right = bits(others, perhapsOthers);
    for (int action = 0; action < Long.SIZE; action++) {
      MatchResult of = left.get(action);
      MatchResult and = right.get(action);
      assertThat(LOGIC.and(left, right).get(action)).isEqualTo(of.and(and));
      assertThat(LOGIC.or(left, right).get(action)).isEqualTo(of.or(and));
    }
  }
}
