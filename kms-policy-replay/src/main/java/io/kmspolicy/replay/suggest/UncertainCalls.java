package io.kmspolicy.replay.suggest;

import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The calls of which it is not known what they needed, by the key, or by the Region if the record
 * does not name the key. Bounded. Not thread-safe.
 */
public final class UncertainCalls {

  private static final int MAX_CALLS = 1_000;

  /** The Region of calls whose record names none, such as the lines of a decision log. */
  private static final String ANY_REGION = "";

  /** By the ARN of a key, or by a Region. */
  private final Map<String, Set<UncertainCall>> calls = new HashMap<>();

  private final Set<String> full = new HashSet<>();

  /** Without calls. */
  public UncertainCalls() {
    // The fields have their values.
  }

  /** Adds a call on a key. */
  public void add(KmsResource.Key key, UncertainCall call) {
    add(key.arn(), call);
  }

  /**
   * Adds a call on a key that the record does not name.
   *
   * @param region empty if the record does not name it either
   */
  public void add(String region, UncertainCall call) {
    Set<UncertainCall> there = calls.computeIfAbsent(region, first -> new LinkedHashSet<>());
    if (there.size() < MAX_CALLS) {
      there.add(call);
    } else if (!there.contains(call)) {
      full.add(region);
    }
  }

  /** The calls that may have been on a key. */
  public List<UncertainCall> on(KmsResource.Key key) {
    List<UncertainCall> found = new ArrayList<>(calls.getOrDefault(key.arn(), Set.of()));
    found.addAll(calls.getOrDefault(key.region(), Set.of()));
    found.addAll(calls.getOrDefault(ANY_REGION, Set.of()));
    return found;
  }

  /** Whether more calls may have been on a key than are kept. */
  public boolean areTooMany(KmsResource.Key key) {
    return full.contains(key.arn()) || full.contains(key.region()) || full.contains(ANY_REGION);
  }

  /** The calls, whatever the key, that meet a condition. */
  public List<UncertainCall> where(Predicate<UncertainCall> condition) {
    return calls.values().stream().flatMap(Set::stream).filter(condition).distinct().toList();
  }

  /** Whether there were more calls on some key than are kept. */
  public boolean areTooMany() {
    return !full.isEmpty();
  }
}
