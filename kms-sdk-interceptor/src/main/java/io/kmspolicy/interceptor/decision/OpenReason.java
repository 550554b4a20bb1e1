package io.kmspolicy.interceptor.decision;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.text.Quoting;
import java.util.List;

/**
 * Why calls are indeterminate: one caller's calls of one operation on one key that lack the same.
 * Contains no values of requests.
 *
 * @param kind the reason in one word
 * @param missing what has to be known to settle them: the alias of an unknown key, layers by their
 *     words, condition keys, and questions that AWS leaves open
 * @param count how many calls there were
 * @param example the call: the operation, the key and the caller
 */
public record OpenReason(DecisionReason kind, List<String> missing, long count, String example) {

  private static final String ALIAS = "alias/";
  private static final List<String> TIME = List.of(DerivedKey.CURRENT_TIME.spelling());

  /** Copies the list. */
  public OpenReason {
    missing = List.copyOf(missing);
  }

  /** The reason as a line for people, with what can be done about it. */
  public String text() {
    String names = Quoting.oneLine(String.join(", ", missing));
    return count
        + " × "
        + example
        + ": "
        + kind.text()
        + (names.isEmpty() ? "" : ": " + names)
        + remedy();
  }

  private String remedy() {
    if (missing.contains(LayerName.IDENTITY.word()) && missing.contains(LayerName.KEY.word())) {
      return " (neither the caller nor the key is known: the policies are not loaded, see the"
          + " source of the policies, or they hold neither)";
    }
    String none = String.join(", ", missing.stream().filter(OpenReason::canBeNone).toList());
    String state =
        none.isEmpty()
            ? ""
            : ", or state in directory.properties that there are none: none = " + none;
    if (missing.contains(LayerName.RESOURCE_CONTROL.word())) {
      state += "; rcp is unknown, too, for a key without key.json";
    }
    return switch (kind) {
      case UNKNOWN_CALLER ->
          " (correct the name of the caller, or add its folder to the policies" + state + ")";
      case UNKNOWN_KEY ->
          missing.stream().anyMatch(name -> name.startsWith(ALIAS))
              ? " (list the alias in aliases.json of its key, as `aws kms list-aliases` prints it,"
                  + " or name the key by its ARN)"
              : " (add the folder of the key with its policy.json, or name the key by its ARN"
                  + state
                  + ")";
      case UNKNOWN_LAYER -> " (load what is missing" + state + ")";
      case UNKNOWN_CONDITION_KEY ->
          missing.equals(TIME)
              ? " (nothing to do: the call came too close to a time that a policy names)"
              : " (state kms.policy.assertions=context:"
                  + Quoting.oneLine(missing.stream().findFirst().orElse("KEY"))
                  + "=VALUE)";
      case UNDOCUMENTED_RULE -> " (nothing to do: AWS does not document it)";
      case BUDGET -> " (raise kms.policy.maximum-steps, or simplify the policies)";
      default -> "";
    };
  }

  /**
   * Whether an operator may state that there is no such layer. A key always has a policy, and a
   * caller of whom no identity policy is known nearly always has some: a statement that there are
   * none would deny what AWS allows.
   */
  private static boolean canBeNone(String name) {
    return LayerName.ofWord(name)
        .filter(layer -> layer != LayerName.KEY && layer != LayerName.IDENTITY)
        .isPresent();
  }

  void write(JsonWriter out) {
    out.member("reason", kind.text());
    out.member("missing").strings(missing);
    out.member("calls", count);
    out.member("example", example);
  }
}
