package io.kmspolicy.engine.diagram;

import io.kmspolicy.engine.exact.AnalysisSubject;
import io.kmspolicy.engine.table.Formula;
import java.util.Set;

/** One case of the permissions boundary, as two formulas over tests of the context. */
public interface OpenCase extends AnalysisSubject {

  /** The formula for a matching Deny statement. */
  Formula deny();

  /** The formula for permission by all layers that must allow the request. */
  Formula allow();

  /** Adds the tests of all statements and grants, also of those that the formulas leave out. */
  void addTests(Set<Formula.Atom> tests);
}
