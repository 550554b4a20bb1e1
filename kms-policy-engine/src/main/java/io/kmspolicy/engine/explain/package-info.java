/**
 * Explanations of a decision: the statements that determine it, both halves of an open one, and the
 * information that is missing.
 *
 * <p>In: a request, its policies, a decision function, and an analysis of how open decisions depend
 * on condition keys. Out: an {@link io.kmspolicy.engine.explain.Explanation} as values, text and
 * JSON. Off the hot path. Knows {@code report}, {@code condition}, {@code facts} and below.
 * Exported, as the root package is.
 */
@NullMarked
package io.kmspolicy.engine.explain;

import org.jspecify.annotations.NullMarked;
