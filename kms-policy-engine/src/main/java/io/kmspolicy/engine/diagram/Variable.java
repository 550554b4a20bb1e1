package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.OpenFact;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/**
 * A variable of a diagram, with its position in the order of the variables. Each of its edges is a
 * class of values that no formula of the diagram distinguishes.
 */
abstract sealed class Variable {

  /** The edge of a value that is in no class. A diagram has no answer for it. */
  static final int ODD = -1;

  /** The edge of a value that is not known: any edge for which {@link Key#isPossible} holds. */
  static final int UNKNOWN = -2;

  private final int position;

  private Variable(int position) {
    this.position = position;
  }

  final int position() {
    return position;
  }

  /** The number of edges. */
  abstract int size();

  /** A condition key; its edges are classes of its values. */
  static final class Key extends Variable {

    private final String name;
    private final ValueClasses classes;

    Key(int position, String name, ValueClasses classes) {
      super(position);
      this.name = name;
      this.classes = classes;
    }

    String name() {
      return name;
    }

    ValueClasses classes() {
      return classes;
    }

    @Override
    int size() {
      return classes.size();
    }

    /** The edge in a context, {@link #ODD} or {@link #UNKNOWN}. */
    int edge(ConditionContext context) {
      ContextValue value = context.get(name);
      return value.isOpen() ? UNKNOWN : classes.classOf(value, StepCounter.of(context));
    }

    /** Whether some value that the unknown key can have in a context leads to an edge. */
    boolean isPossible(int edge, ConditionContext context, MatchResult emptyIsNull) {
      return context.get(name) instanceof ContextValue.Unknown
          || classes.canBePresent(edge, emptyIsNull);
    }

    /**
     * Whether the unknown key has a value of a known form, so that it cannot have a value of every
     * class for which {@link #isPossible} holds.
     */
    boolean isFormed(ConditionContext context) {
      return context.get(name) instanceof ContextValue.PresentUnknown present
          && present.oneOf() != null;
    }
  }

  /**
   * A single test, with an edge for each {@link MatchResult}. It stands for a test that reads
   * several keys, or a key that has no classes. A test that depends on unknown keys leads to {@link
   * MatchResult#INDETERMINATE}, which includes the outcomes of both results.
   */
  static final class Atom extends Variable {

    private final Formula.Atom atom;

    /** The keys of the test, if it reads no others. */
    private final List<String> keys;

    Atom(int position, Formula.Atom atom) {
      super(position);
      this.atom = atom;
      this.keys = atom.readsOnlyItsKeys() ? atom.keys() : List.of();
    }

    @Override
    int size() {
      return ResultCode.COUNT;
    }

    /** The edge in a context: the result of the test. */
    int edge(ConditionContext context, MatchResult emptyIsNull) {
      return ResultCode.of(atom.evaluate(context, emptyIsNull));
    }

    /** Whether following the edge in a context may reach outcomes that no value leads to. */
    boolean isApproximate(int edge, ConditionContext context) {
      return edge == ResultCode.INDETERMINATE
          && (!atom.readsOnlyItsKeys() || readsUnknown(context));
    }

    private boolean readsUnknown(ConditionContext context) {
      for (int i = 0; i < keys.size(); i++) {
        if (context.get(keys.get(i)).isOpen()) {
          return true;
        }
      }
      return false;
    }
  }

  /** A choice that the context does not decide; its edges are the options. */
  static final class Fact extends Variable {

    private final OpenFact.Choice choice;

    Fact(int position, OpenFact.Choice choice) {
      super(position);
      this.choice = choice;
    }

    OpenFact.Choice choice() {
      return choice;
    }

    @Override
    int size() {
      return choice.options().size();
    }
  }
}
