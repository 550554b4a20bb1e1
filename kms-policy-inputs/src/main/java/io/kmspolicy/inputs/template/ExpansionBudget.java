package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.Optional;

/**
 * Limits of what the functions of one template may make. Nested functions can double a text with
 * each level, so a template of some kilobytes could take all memory. A value beyond a limit is
 * unresolved. A policy that CloudFormation deploys is far below each of them.
 */
final class ExpansionBudget {

  /** The characters of one text. */
  static final int TEXT = 1 << 20;

  /** The functions, and the values in their results, of one document. */
  static final int VALUES = 10_000;

  /** The characters of all texts that the functions of a template make. */
  static final int ALL_TEXTS = 16 << 20;

  /** The functions inside each other. */
  static final int DEPTH = 100;

  private String outermost = "";
  private int depth;
  private int values;
  private int characters;

  /** Begins a function; each one that begins also ends, whatever the result. */
  Optional<Unresolved> begin(String function, Place place) {
    if (depth == 0) {
      outermost = function;
      values = 0;
    }
    depth++;
    return depth > DEPTH
        ? Optional.of(refused(outermost, "has more than " + DEPTH + " functions in another", place))
        : charge(1, place);
  }

  void end() {
    depth--;
  }

  /** Counts values that the functions of a document make; all others cost what the file holds. */
  Optional<Unresolved> charge(int more, Place place) {
    if (depth == 0) {
      return Optional.empty();
    }
    values = (int) Math.min(Integer.MAX_VALUE, (long) values + more);
    return values > VALUES
        ? Optional.of(refused(outermost, "makes more than " + VALUES + " values", place))
        : Optional.empty();
  }

  /** Whether a text of this length may be made; it counts for the template if it is. */
  Optional<Unresolved> text(String function, long length, Place place) {
    if (length > TEXT) {
      return Optional.of(tooLong(function, place));
    }
    if (characters + length > ALL_TEXTS) {
      String what = "and the functions before it make more than " + ALL_TEXTS + " characters";
      return Optional.of(refused(function, what, place));
    }
    characters += (int) length;
    return Optional.empty();
  }

  /** Why a text is not made. */
  static Unresolved tooLong(String function, Place place) {
    return refused(function, "makes a text of more than " + TEXT + " characters", place);
  }

  private static Unresolved refused(String function, String what, Place place) {
    return new Unresolved("`" + function + "` " + what, place);
  }
}
