package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Translates the tests of formulas to diagrams. */
interface AtomNodes {

  /**
   * A test of one key.
   *
   * @param variable the key
   * @param results the {@link ResultCode} for each class of the key
   */
  record KeyAtom(Variable.Key variable, List<Integer> results) {}

  /** All variables, in their order. */
  List<Variable> variables();

  /** The test as a test of one key; null if it is none. */
  @Nullable KeyAtom keyAtom(Formula.Atom test, MatchResult emptyIsNull);

  /** The diagram of a test that is no {@link KeyAtom}. */
  Node node(Formula.Atom test, MatchResult emptyIsNull);
}
