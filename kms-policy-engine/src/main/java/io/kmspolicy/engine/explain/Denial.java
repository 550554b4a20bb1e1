package io.kmspolicy.engine.explain;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ContextValue;
import java.util.List;

/**
 * Why a request is certain to be denied, as values.
 *
 * @param explicit whether Deny statements deny it; otherwise nothing allows it
 * @param joint whether none of these reasons holds for certain by itself, but one of them does for
 *     every value of what is unknown
 * @param layers the layers of these Deny statements, or those that lack an Allow statement, in the
 *     order of the explanation; empty if no layer is the reason
 * @param statements the Deny statements that deny it
 * @param others the Deny statements that may deny it as well
 * @param nearMisses the Allow statements that one condition alone keeps from applying
 */
public record Denial(
    boolean explicit,
    boolean joint,
    List<PolicyType> layers,
    List<DeterminingStatement> statements,
    List<DeterminingStatement> others,
    List<NearMiss> nearMisses) {

  /**
   * An Allow statement that applies but for one condition.
   *
   * @param statement the statement
   * @param operator the operator of the condition, such as {@code StringEquals}
   * @param key its condition key in the spelling of the policy
   * @param wanted the values that the policy wants
   * @param sent the value in the request, which can be a secret
   */
  public record NearMiss(
      DeterminingStatement statement,
      String operator,
      String key,
      List<String> wanted,
      ContextValue sent) {

    /** Copies the list. */
    public NearMiss {
      wanted = List.copyOf(wanted);
    }

    /** The names and the values of the policy; nothing of the request. */
    @Override
    public String toString() {
      return "NearMiss[" + operator + " " + key + " " + wanted + ", " + statement.text() + "]";
    }
  }

  /** Copies the lists. */
  public Denial {
    layers = List.copyOf(layers);
    statements = List.copyOf(statements);
    others = List.copyOf(others);
    nearMisses = List.copyOf(nearMisses);
  }

  /** An explicit denial by these statements. */
  static Denial by(
      List<DeterminingStatement> statements, boolean joint, List<DeterminingStatement> others) {
    List<PolicyType> layers =
        statements.stream().map(DeterminingStatement::type).distinct().toList();
    return new Denial(true, joint, layers, statements, others, List.of());
  }
}
