package io.kmspolicy.replay.judge;

import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.replay.mapped.TimedContext;
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

  /** The answers to no readings. */
  static final Object NO_ANSWERS = List.of();

  private static final int CHARACTERS_OF_A_UNIT = 100;

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

    /** The answer of a context, in a form that is fast to compare. */
    Object in(ConditionContext context) {
      return switch (kind) {
        case VALUE -> answer(context.get(name));
        case NAMES -> List.copyOf(context.namesUnder(name));
        case OTHERS -> context.mayHoldOthersUnder(name);
      };
    }
  }

  /** A single value stands for itself: its text is compared, without the objects around it. */
  private static Object answer(ContextValue value) {
    String single = value instanceof ContextValue.Present present ? present.single() : null;
    return single == null ? value : single;
  }

  @Override
  public ContextValue get(String key) {
    ContextValue value = read.get(key);
    answers.putIfAbsent(new Reading(Kind.VALUE, key), answer(value));
    return value;
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    Collection<String> names = read.namesUnder(prefix);
    answers.putIfAbsent(new Reading(Kind.NAMES, prefix), List.copyOf(names));
    return names;
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    boolean others = read.mayHoldOthersUnder(prefix);
    answers.putIfAbsent(new Reading(Kind.OTHERS, prefix), others);
    return others;
  }

  /** Whether a condition key that AWS fills from the clock was read. */
  boolean includesTime() {
    for (Reading reading : answers.keySet()) {
      if (reading.kind() == Kind.VALUE && TimedContext.TIMES.contains(reading.name())) {
        return true;
      }
    }
    return false;
  }

  /** The size of what is kept: one unit, and one for each hundred characters. */
  int units() {
    int characters = 0;
    for (Object answer : answers.values()) {
      characters += characters(answer);
    }
    return 1 + characters / CHARACTERS_OF_A_UNIT;
  }

  private static int characters(Object answer) {
    if (answer instanceof String text) {
      return text.length();
    }
    Collection<?> texts =
        answer instanceof ContextValue.Present present
            ? present.values()
            : answer instanceof Collection<?> names ? names : List.of();
    int characters = 0;
    for (Object text : texts) {
      characters += text.toString().length();
    }
    return characters;
  }

  /** What was read. */
  List<Reading> readings() {
    return new ArrayList<>(answers.keySet());
  }

  /** The answers in the order of the readings: one answer itself, or else their list. */
  Object answers() {
    return answers.size() == 1
        ? answers.values().iterator().next()
        : new ArrayList<>(answers.values());
  }

  /** The answers of a context to readings, in the form of {@link #answers()}. */
  static Object answers(List<Reading> readings, ConditionContext context) {
    if (readings.size() == 1) {
      return readings.get(0).in(context);
    }
    List<Object> answers = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      answers.add(reading.in(context));
    }
    return answers;
  }

  /** The number of readings: their answers may be confidential. */
  @Override
  public String toString() {
    return "Transcript[" + answers.size() + " readings]";
  }
}
