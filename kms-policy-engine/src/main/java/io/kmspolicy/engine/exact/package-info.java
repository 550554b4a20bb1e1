/**
 * Exact analysis of unknowns by cases.
 *
 * <p>Three-valued logic loses precision where the same unknown occurs twice ({@code x or not x}).
 * This package divides the values of each unknown into equivalence classes, whose elements no test
 * distinguishes, and decides once for a representative of each class. In: the conditions that
 * depend on unknown keys, and a function that decides a case ({@link
 * io.kmspolicy.engine.exact.AnalysisSubject}). Out: the set of possible outcomes. Knows {@code
 * combine} and below. It does not know how a case is decided, so the reference and the compiled
 * form share it.
 */
@NullMarked
package io.kmspolicy.engine.exact;

import org.jspecify.annotations.NullMarked;
