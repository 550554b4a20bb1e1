package io.kmspolicy.replay.judge;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A condition context that records what a decision reads of another one, and the answers. A
 * decision on the same policies has the same result in every context that gives the same answers.
 * Not thread-safe.
 */
final class Transcript implements ConditionContext {

  private final ConditionContext read;
  private final Map<Reading, Object> answers = new LinkedHashMap<>();

  Transcript(ConditionContext read) {
    this.read = read;
  }

  private enum Kind {
    VALUE,
    NAMES,
    OTHERS
  }

  /** One thing that a decision has read. */
  record Reading(Kind kind, String name) {

    Object in(ConditionContext context) {
      return switch (kind) {
        case VALUE -> context.get(name);
        case NAMES -> List.copyOf(context.namesUnder(name));
        case OTHERS -> context.mayHoldOthersUnder(name);
      };
    }
  }

  @Override
  public ContextValue get(String key) {
    return (ContextValue)
        answers.computeIfAbsent(new Reading(Kind.VALUE, key), first -> first.in(read));
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    Collection<String> names = read.namesUnder(prefix);
    answers.putIfAbsent(new Reading(Kind.NAMES, prefix), List.copyOf(names));
    return names;
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return (Boolean)
        answers.computeIfAbsent(new Reading(Kind.OTHERS, prefix), first -> first.in(read));
  }

  /** What was read. */
  List<Reading> readings() {
    return new ArrayList<>(answers.keySet());
  }

  /** The answers, in the order of the readings. */
  List<Object> answers() {
    return new ArrayList<>(answers.values());
  }

  /** The number of readings: their answers may be confidential. */
  @Override
  public String toString() {
    return "Transcript[" + answers.size() + " readings]";
  }
}
