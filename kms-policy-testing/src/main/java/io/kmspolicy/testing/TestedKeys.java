package io.kmspolicy.testing;

import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.text.Quoting;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The condition keys that a test states: values, keys that are unknown, and keys that are absent.
 * All other keys are what follows from the caller and the key, or unknown. Immutable.
 *
 * @param given the keys with values, and those that are stated to be unknown
 * @param absent the keys that the request does not have; {@code PREFIX*} for all with a prefix that
 *     are not given, {@code *} for all that are not given and do not follow
 */
public record TestedKeys(RequestContext given, List<String> absent) {

  private static final String ALL = "*";

  /** Copies the list. */
  public TestedKeys {
    absent = List.copyOf(absent);
  }

  /** These keys with values, and no absent ones. */
  public static TestedKeys of(RequestContext given) {
    return new TestedKeys(given, List.of());
  }

  /** The same with a key of unknown value. */
  TestedKeys withUnknown(String key) {
    return new TestedKeys(given.toBuilder().unknown(key).build(), absent);
  }

  /**
   * The request with these keys, whose facts are known without them.
   *
   * @throws TestInputException if a key is absent and given, or absent and in every request
   */
  RequestFacts of(RequestFacts request) {
    RequestContext.Builder keys = given.toBuilder();
    Set<String> prefixes = new LinkedHashSet<>();
    for (String text : absent) {
      String name = ConditionContext.name(text);
      if (name.endsWith(ALL)) {
        prefixes.add(name.substring(0, name.length() - 1));
      } else {
        check(text, request);
        keys.set(text, ContextValue.absent());
      }
    }
    check(prefixes);
    boolean nothingElse = prefixes.remove("");
    return request.stating(new StatedKeys(keys.build(), prefixes, nothingElse));
  }

  private void check(String text, RequestFacts request) {
    String name = ConditionContext.name(text);
    ContextValue value = given.values().get(name);
    if (value != null) {
      throw new TestInputException(
          Quoting.quoteShort(text)
              + (value instanceof ContextValue.Unknown
                  ? " is stated to be unknown and to be absent"
                  : " is stated with a value and to be absent")
              + "; state one of them");
    }
    if (request.isAlwaysPresent(name)) {
      throw new TestInputException(
          Quoting.quoteShort(text)
              + " cannot be absent: every request has it; state its value instead");
    }
  }

  private static void check(Collection<String> prefixes) {
    for (String prefix : prefixes) {
      if (prefix.contains(ALL)) {
        throw new TestInputException(
            Quoting.quoteShort(prefix + ALL)
                + " has a `*` inside; a `*` is allowed only at the end");
      }
    }
  }
}
