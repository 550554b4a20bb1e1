package io.kmspolicy.engine.table;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * A test whose result no policy and no context shows: what an unknown layer says about a request,
 * or how AWS applies a rule that is not documented. It is indeterminate in every context. Two tests
 * that depend on the same {@link Choice} have the same result wherever the choice is the same, so a
 * proof about two sets of policies can relate them.
 */
public final class OpenFact extends Formula.Atom {

  private final Choice choice;
  private final List<Boolean> holds;

  /**
   * What is not known.
   *
   * @param subject the subject; choices are the same if their subjects are equal
   * @param options the possibilities, as texts
   * @param documented whether each option is a documented possibility, for example the content of a
   *     policy that was not read; otherwise AWS does not document which option is true
   */
  public record Choice(Object subject, List<String> options, boolean documented) {

    public Choice {
      options = List.copyOf(options);
    }

    /** A choice between no and yes that AWS does not document. */
    public static Choice undocumented(Object subject) {
      return new Choice(subject, List.of("no", "yes"), false);
    }
  }

  /**
   * A test.
   *
   * @param holds for each option of the choice, whether the test holds
   */
  public OpenFact(Choice choice, List<Boolean> holds) {
    if (holds.size() != choice.options().size()) {
      throw new IllegalArgumentException("one result per option: " + choice);
    }
    this.choice = choice;
    this.holds = List.copyOf(holds);
  }

  /** A test that holds if AWS decides a question with yes. */
  public static OpenFact undocumented(Object subject) {
    return new OpenFact(Choice.undocumented(subject), List.of(false, true));
  }

  public Choice choice() {
    return choice;
  }

  /** The test that holds where this one does not. */
  public OpenFact negated() {
    return new OpenFact(choice, holds.stream().map(one -> !one).toList());
  }

  /** For each option of the choice, whether the test holds. */
  public List<Boolean> holds() {
    return holds;
  }

  @Override
  public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
    return MatchResult.INDETERMINATE;
  }

  @Override
  public int cost() {
    return 100;
  }

  @Override
  public List<String> keys() {
    return List.of();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpenFact that && choice.equals(that.choice) && holds.equals(that.holds);
  }

  @Override
  public int hashCode() {
    return 31 * choice.hashCode() + holds.hashCode();
  }

  @Override
  public String toString() {
    return choice.subject().toString();
  }
}
