/**
 * What the checks share: a policy as read, views of its statements, the coverage of sets of
 * statements, and samples of requests that are decided by the engine.
 *
 * <p>In: a document. Out: facts about it; no findings. Knows the engine and {@code document}.
 */
@NullMarked
package io.kmspolicy.lint.analysis;

import org.jspecify.annotations.NullMarked;
