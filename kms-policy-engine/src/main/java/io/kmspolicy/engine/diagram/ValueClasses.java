package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The equivalence classes of the values of one condition key under the tests of a diagram. Absence
 * is a value. Immutable.
 *
 * <p>Invariants: every test of the key has the same result for two values of one class, under each
 * reading of rule 3.5. Every value that an unknown key can have (rule 6.13) is in a class. A known
 * value may be in no class, for example a text that is no number for a numeric key; then {@link
 * #classOf} is {@link Variable#ODD}.
 */
final class ValueClasses {

  private final List<ValueClass> classes;
  private final Classifier classifier;

  /**
   * One class.
   *
   * @param example one of its values
   * @param present whether it contains a value of a present key
   * @param filled whether it contains a value of a present key that is no null set
   */
  private record ValueClass(ContextValue example, boolean present, boolean filled) {}

  /** Finds the class of a known value. */
  interface Classifier {
    /** The number of the class, or {@link Variable#ODD}. */
    int classOf(ContextValue value, StepCounter counter);
  }

  /**
   * The classes with these values.
   *
   * @param members examples of the values of each class, at least one
   */
  ValueClasses(List<List<ContextValue>> members, Classifier classifier) {
    List<ValueClass> created = new ArrayList<>(members.size());
    for (List<ContextValue> values : members) {
      boolean present = values.stream().anyMatch(ValueClasses::isPresent);
      boolean filled = values.stream().anyMatch(ValueClasses::isFilled);
      created.add(new ValueClass(values.get(0), present, filled));
    }
    this.classes = List.copyOf(created);
    this.classifier = classifier;
  }

  /** Whether a key with this value is present for the rules; an empty list is not (rule 3.5). */
  private static boolean isPresent(ContextValue value) {
    return value instanceof ContextValue.PresentUnknown
        || (value instanceof ContextValue.Present present && !present.values().isEmpty());
  }

  private static boolean isFilled(ContextValue value) {
    return value instanceof ContextValue.PresentUnknown
        || (value instanceof ContextValue.Present present && !present.isNullSet());
  }

  int size() {
    return classes.size();
  }

  ContextValue example(int number) {
    return classes.get(number).example();
  }

  int classOf(ContextValue value, StepCounter counter) {
    return classifier.classOf(value, counter);
  }

  /**
   * Whether a key that is known to be present can have a value of a class. Such a key is not null
   * (rule 6.11), so it is not the empty text if an empty text counts as null.
   */
  boolean canBePresent(int number, MatchResult emptyIsNull) {
    ValueClass one = classes.get(number);
    return emptyIsNull == MatchResult.MATCH ? one.filled() : one.present();
  }
}
