/**
 * What the checks share: a parsed policy, views of its statements, coverage of one statement by
 * another, proofs about foreign callers, and representative requests that the engine decides.
 *
 * <p>In: a document. Out: facts about it; no findings. Knows the engine and {@code document}.
 */
@NullMarked
package io.kmspolicy.lint.analysis;

import org.jspecify.annotations.NullMarked;
