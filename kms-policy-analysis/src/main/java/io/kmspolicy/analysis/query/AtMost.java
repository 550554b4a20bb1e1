package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.Answer.Result;
import java.util.List;

/**
 * The most that a principal may do: what remains if the policies that are not known deny nothing.
 * Grants that are not known may allow more.
 *
 * @param result the most that the policies can leave; {@code INDETERMINATE} if this is not known,
 *     or if only a grant that is not known can allow it
 * @param text who allows it and under which conditions
 * @param notKnown the words of the layers that are not known, such as {@code scp}
 */
public record AtMost(Result result, String text, List<String> notKnown) {

  /** The word of the grants among the layers. */
  public static final String GRANTS = "grants";

  /** Copies the list. */
  public AtMost {
    notKnown = List.copyOf(notKnown);
  }
}
