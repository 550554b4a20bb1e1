package io.kmspolicy.testing;

import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.request.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * What a test expects of a decision.
 *
 * @param decision the decision; {@link Decision#DENIED} is met by every certain denial, every other
 *     decision by itself only
 * @param because the {@code Sid}s of statements, and ids or names of grants, that must be among
 *     those that determine the decision
 */
public record Expectation(Decision decision, List<String> because) {

  /** Copies the list. */
  public Expectation {
    because = List.copyOf(because);
  }

  /** A decision, for any reason. */
  public static Expectation of(Decision decision) {
    return new Expectation(decision, List.of());
  }

  /** The same decision, determined by statements or grants with these names. */
  public Expectation because(List<String> names) {
    return new Expectation(decision, names);
  }

  /** Whether a decision is the expected one; its reasons are not compared. */
  public boolean isMetBy(Decision decided) {
    return decision == Decision.DENIED ? decided.isCertainDenial() : decided == decision;
  }

  /** The expected names that do not determine the decision. */
  List<String> missingIn(Explanation explanation) {
    List<String> missing = new ArrayList<>(because);
    missing.removeAll(determining(explanation));
    return missing;
  }

  /** The names of the statements and grants that determine a decision. */
  static List<String> determining(Explanation explanation) {
    List<String> names = new ArrayList<>();
    for (DeterminingStatement one : explanation.determiningStatements()) {
      names.add(one.statement().sid().orElse(""));
    }
    names.addAll(explanation.determiningGrants());
    names.removeIf(String::isEmpty);
    return names;
  }

  /** The expected decision as a sentence names it. */
  public String words() {
    return switch (decision) {
      case ALLOWED -> "allowed";
      case EXPLICIT_DENY -> "denied explicitly";
      case IMPLICIT_DENY -> "denied implicitly";
      case DENIED -> "denied for certain";
      case INDETERMINATE -> "indeterminate";
    };
  }
}
