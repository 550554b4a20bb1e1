package io.kmspolicy.replay.judge;

import io.kmspolicy.replay.mapped.RecordedCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results of one question in many condition contexts, by what they have read of the context.
 * Bounded: further results are not kept. Not thread-safe.
 *
 * @param <V> the results
 */
final class ContextMemo<V> {

  private static final int MAX_SHAPES = 8;
  private static final int MAX_RESULTS = 64;

  private final int maximum;
  private final List<Shape<V>> shapes = new ArrayList<>(1);

  ContextMemo() {
    this(MAX_RESULTS);
  }

  /** Keeps at most this many results that have read the same keys. */
  ContextMemo(int maximum) {
    this.maximum = maximum;
  }

  /** Results that have read the same keys, by the answers. */
  private record Shape<V>(List<Transcript.Reading> readings, Map<Object, V> results) {

    private @Nullable V of(RecordedCheck check) {
      return readings.isEmpty()
          ? results.get(Transcript.NO_ANSWERS)
          : results.get(Transcript.answers(readings, check.early()));
    }
  }

  /** The result of a check; null if none of the same readings and answers is kept. */
  @Nullable V of(RecordedCheck check) {
    for (Shape<V> shape : shapes) {
      V result = shape.of(check);
      if (result != null) {
        return result;
      }
    }
    return null;
  }

  /** Keeps a result if there is room, and returns whether it was kept. */
  boolean keep(Transcript read, V result) {
    List<Transcript.Reading> readings = read.readings();
    for (Shape<V> shape : shapes) {
      if (shape.readings().equals(readings)) {
        if (shape.results().size() >= maximum) {
          return false;
        }
        shape.results().put(read.answers(), result);
        return true;
      }
    }
    if (shapes.size() >= MAX_SHAPES) {
      return false;
    }
    Map<Object, V> first = new HashMap<>(2);
    first.put(read.answers(), result);
    return shapes.add(new Shape<>(readings, first));
  }
}
