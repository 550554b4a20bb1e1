package io.kmspolicy.model.text;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Lists of quoted texts in a sentence. */
public final class Listing {

  private static final int MAX_LISTED = 6;

  private Listing() {}

  /** All texts as {@code `a`, `b` and `c`}. */
  public static String allOf(Collection<String> texts) {
    return join(texts.stream().map(Quoting::quoteShort).toList(), " and ");
  }

  /** All texts as {@code `a`, `b` or `c`}. */
  public static String oneOf(Collection<String> texts) {
    return join(texts.stream().map(Quoting::quoteShort).toList(), " or ");
  }

  /** Up to six texts as {@code `a`, `b` and `c`}; more become {@code `a`, …, `e` and 7 more}. */
  public static String firstOf(Collection<String> texts) {
    if (texts.size() <= MAX_LISTED) {
      return join(texts.stream().map(Quoting::quote).toList(), " and ");
    }
    int more = texts.size() - MAX_LISTED + 1;
    return texts.stream()
        .limit(MAX_LISTED - 1L)
        .map(Quoting::quote)
        .collect(Collectors.joining(", ", "", " and " + more + " more"));
  }

  private static String join(List<String> quoted, String conjunction) {
    int last = quoted.size() - 1;
    return last < 1
        ? String.join("", quoted)
        : String.join(", ", quoted.subList(0, last)) + conjunction + quoted.get(last);
  }
}
