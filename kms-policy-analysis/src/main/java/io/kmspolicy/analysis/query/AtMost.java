package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The most that a principal may do: what remains if the policies that are not known deny nothing.
 * Grants that are not known may allow more.
 *
 * @param result the most that the policies can leave; {@code INDETERMINATE} if this is not known,
 *     or if only a grant that is not known can allow it
 * @param isByKnown whether the policies that are known allow it, perhaps under conditions, without
 *     an identity policy that is not known
 * @param text who allows it and under which conditions
 * @param notKnown the words of the layers that are not known, such as {@code scp}
 */
public record AtMost(Result result, boolean isByKnown, String text, List<String> notKnown) {

  /** The word of the grants among the layers. */
  public static final String GRANTS = "grants";

  /** Copies the list. */
  public AtMost {
    notKnown = List.copyOf(notKnown);
  }

  /**
   * The line above answers that says which layers are not known; empty if there are none.
   *
   * @param words the words of layers
   */
  public static String notKnown(Collection<String> words) {
    String layers =
        Stream.of(PolicyType.values())
            .map(PolicyType::word)
            .filter(words::contains)
            .collect(Collectors.joining(", "));
    List<String> texts = new ArrayList<>();
    if (!layers.isEmpty()) {
      texts.add(layers + ", which may deny what follows `at most`");
    }
    if (words.contains(GRANTS)) {
      texts.add(GRANTS + ", which may allow more");
    }
    return texts.isEmpty() ? "" : "Not known: " + String.join("; ", texts);
  }
}
