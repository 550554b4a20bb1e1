package io.kmspolicy.engine.explain;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.text.Quoting;
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

  /** More in one sentence are not read. */
  private static final int SHOWN = 3;

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

    /** The condition, such as {@code StringEquals aws:PrincipalTag/team}. */
    public String condition() {
      return operator + " " + key;
    }

    /**
     * What a sentence says of the statement, such as {@code would allow it, but for `StringEquals
     * aws:PrincipalTag/team`, which wants `blue`}. In one line, of a bounded length, and without
     * what the request has.
     */
    public String clause() {
      return "would allow it, but for "
          + Quoting.quoteShort(condition())
          + ", which wants "
          + Quoting.quoteShort(String.join("`, `", wanted));
    }

    /** The statement and its {@linkplain #clause clause}. */
    public String text() {
      return Quoting.oneLine(statement.text()) + " " + clause();
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

  /**
   * The denial in one line: the statements that deny, or the layers that do not allow, with what
   * nearly allows. Without what the request has.
   */
  public String text() {
    return explicit ? byStatements() : byAbsence();
  }

  private String byStatements() {
    if (statements.isEmpty()) {
      return "denied by a Deny statement";
    }
    return "denied by "
        + listed(statements.stream().map(one -> Quoting.oneLine(one.text())).toList())
        + (joint ? ", by one of these for every value of what is unknown" : "");
  }

  private String byAbsence() {
    String missing =
        layers.isEmpty()
            ? ""
            : ": "
                + String.join(
                    joint ? " or " : " and ",
                    layers.stream().map(layer -> "the " + layer.words()).toList())
                + (isOne() ? " does not allow it" : " do not allow it");
    String near =
        nearMisses.isEmpty() ? "" : "; " + listed(nearMisses.stream().map(NearMiss::text).toList());
    return "nothing allows it" + (joint ? ", whatever is unknown" : "") + missing + near;
  }

  /** Whether the only layer is a single policy. */
  private boolean isOne() {
    return layers.size() == 1 && !layers.get(0).words().endsWith("policies");
  }

  private static String listed(List<String> texts) {
    int more = texts.size() - SHOWN;
    return String.join(" and ", texts.subList(0, Math.min(SHOWN, texts.size())))
        + (more > 0 ? " and " + more + " more" : "");
  }

  /** An explicit denial by these statements. */
  static Denial by(
      List<DeterminingStatement> statements, boolean joint, List<DeterminingStatement> others) {
    List<PolicyType> layers =
        statements.stream().map(DeterminingStatement::type).distinct().toList();
    return new Denial(true, joint, layers, statements, others, List.of());
  }
}
