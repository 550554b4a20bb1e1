/**
 * Multi-valued decision diagrams of residual decisions (Bryant 1986; Kam, Villa, Brayton,
 * Sangiovanni-Vincentelli 1998).
 *
 * <p>In: formulas over tests of the context ({@link io.kmspolicy.engine.diagram.OpenCase}). Out:
 * the set of possible outcomes in a context with unknown keys ({@link
 * io.kmspolicy.engine.diagram.DecisionDiagram}), and the keys on which they depend ({@link
 * io.kmspolicy.engine.diagram.DiagramDependence}). Knows {@code table} and {@code exact}, from
 * which it takes the formulas and the equivalence classes of values, and what lies below them. It
 * must not know rows: a diagram depends on formulas only, and the rows decide when one is built.
 */
@NullMarked
package io.kmspolicy.engine.diagram;

import org.jspecify.annotations.NullMarked;
