/**
 * Proofs about all requests: whether a change of policies allows a request that was not allowed
 * before, and whether policies allow a request at all.
 *
 * <p>In: two {@link io.kmspolicy.engine.proof.PolicyState}s. Out: a {@link
 * io.kmspolicy.engine.proof.Proof}; a refutation has a request as its witness, which the reference
 * has decided. Callers, resources and values are divided into finitely many classes, and the
 * decisions on each class are compared as diagrams. Knows {@code row} and {@code diagram}, from
 * which it takes the formulas and their difference, and the reference. Nothing knows this package.
 */
@NullMarked
package io.kmspolicy.engine.proof;

import org.jspecify.annotations.NullMarked;
