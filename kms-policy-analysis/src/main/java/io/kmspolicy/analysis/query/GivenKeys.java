package io.kmspolicy.analysis.query;

import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.engine.facts.StatedKeys;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Condition keys that somebody gives for all requests of a question. A key counts only where
 * nothing else tells its value: it stays absent from requests that cannot carry it, such as the
 * encryption context from {@code kms:DescribeKey}, and it replaces no value that follows from the
 * caller or the key. Immutable.
 *
 * @param values the values by name
 */
public record GivenKeys(Map<String, List<String>> values) {

  private static final GivenKeys NONE = new GivenKeys(Map.of());

  /** Copies the map. */
  public GivenKeys {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    values.forEach((name, texts) -> copy.put(name, List.copyOf(texts)));
    values = Map.copyOf(copy);
  }

  /** No keys. */
  public static GivenKeys none() {
    return NONE;
  }

  /** These keys, and one more value. */
  public GivenKeys and(String name, String value) {
    Map<String, List<String>> more = new LinkedHashMap<>(values);
    String same =
        values.keySet().stream()
            .filter(known -> ConditionContext.name(known).equals(ConditionContext.name(name)))
            .findFirst()
            .orElse(name);
    List<String> texts = new ArrayList<>(values.getOrDefault(same, List.of()));
    texts.add(value);
    more.put(same, texts);
    return new GivenKeys(more);
  }

  /** The request with the keys of which nothing else tells the value. */
  public RequestFacts in(RequestFacts facts) {
    if (values.isEmpty()) {
      return facts;
    }
    StatedKeys stated = facts.stated();
    RequestContext.Builder keys = stated.keys().toBuilder();
    values.forEach(
        (name, texts) -> {
          ContextValue known = facts.get(ConditionContext.name(name));
          if (known instanceof ContextValue.Unknown
              || known instanceof ContextValue.PresentUnknown) {
            keys.set(name, new ContextValue.Present(texts));
          }
        });
    return facts.stating(
        new StatedKeys(keys.build(), stated.absentPrefixes(), stated.nothingElse()));
  }
}
