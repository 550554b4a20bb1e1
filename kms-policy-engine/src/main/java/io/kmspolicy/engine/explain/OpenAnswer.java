package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Optional;

/**
 * Both halves of an answer that depends on unknown condition keys: the condition under which the
 * request is allowed, and what it is otherwise. Immutable.
 *
 * <pre>{@code
 * explanation.openAnswer().ifPresent(answer -> System.out.println(answer.text()));
 * // allowed if `aws:SourceVpce` is `vpce-1a2b`, else denied by key policy default: statement "Vpc"
 * }</pre>
 *
 * @param condition the condition; empty if it has more than {@value #MAX_TESTS} tests, if it takes
 *     more than the step budget to find (rule 6.17), or if the decision depends on something else
 *     than condition keys
 * @param otherwise what the request is if the condition does not hold; empty if the condition is
 * @param missing what the decision depends on, in short texts
 * @param withNothingElse the decision if everything is absent that is not known and that a request
 *     can lack; empty if the request's context does not know which keys these are, if nothing else
 *     is stated already, and if the step budget is used up
 */
public record OpenAnswer(
    Optional<ConditionExpression> condition,
    Optional<Otherwise> otherwise,
    List<String> missing,
    Optional<Reasoned> withNothingElse) {

  /** With more tests, the missing keys are listed in place of the condition. */
  public static final int MAX_TESTS = 8;

  /** Copies the list. */
  public OpenAnswer {
    missing = List.copyOf(missing);
  }

  /**
   * What a request is if the condition under which it is allowed does not hold.
   *
   * @param decision {@link Decision#EXPLICIT_DENY}, {@link Decision#IMPLICIT_DENY}, or {@link
   *     Decision#DENIED} for one of the two
   * @param denies the statements of which one then denies the request, unless nothing allows it
   * @param allows the Allow statements of which not enough apply then
   */
  public record Otherwise(
      Decision decision, List<DeterminingStatement> denies, List<DeterminingStatement> allows) {

    private static final int MAX_NAMED = 3;
    private static final String NOTHING = "because nothing allows it";

    /** Copies the lists. */
    public Otherwise {
      denies = List.copyOf(denies);
      allows = List.copyOf(allows);
    }

    /** The text, such as {@code denied by key policy default: statement "Vpc"}. */
    public String text() {
      return switch (decision) {
        case IMPLICIT_DENY -> "denied " + NOTHING;
        case EXPLICIT_DENY -> "denied by " + names();
        default -> "denied by " + names() + ", or " + NOTHING;
      };
    }

    private String names() {
      int named = denies.size() > MAX_NAMED + 1 ? MAX_NAMED : denies.size();
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < named; i++) {
        text.append(i == 0 ? "" : " or ").append(denies.get(i).text());
      }
      int others = denies.size() - named;
      return others == 0 ? text.toString() : text + " or one of " + others + " other statements";
    }
  }

  /**
   * A decision with its reasons.
   *
   * @param decision the decision
   * @param reasons the reasons, as {@link Explanation#reasons} has them
   */
  public record Reasoned(Decision decision, List<String> reasons) {

    /** Copies the list. */
    public Reasoned {
      reasons = List.copyOf(reasons);
    }

    /** The decision and its reasons, such as {@code explicitDeny: … denies it (rule 4.1)}. */
    public String text() {
      return decision.text() + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons));
    }
  }

  /**
   * Both halves in one line: {@code allowed if} with the condition, and what it is else; or on what
   * the decision depends.
   */
  public String text() {
    return condition
        .map(holds -> "allowed " + ConditionWriter.clause(holds) + elseText())
        .orElseGet(() -> "depending on " + String.join(", ", missing));
  }

  private String elseText() {
    return otherwise.map(other -> ", else " + other.text()).orElse("");
  }

  /** Without the values of the encryption context, also where a policy or a grant repeats them. */
  OpenAnswer redacted() {
    return new OpenAnswer(
        condition.map(RedactedCondition::of), otherwise, missing, withNothingElse);
  }
}
