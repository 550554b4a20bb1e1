/**
 * The log of decisions: one line of JSON a call.
 *
 * <p>In: the decisions of an interceptor, on the threads of callers. Out: lines, on a thread of the
 * log. Start at {@link io.kmspolicy.interceptor.log.DecisionLog}. {@code LogQueue} hands decisions
 * over without waiting, {@code LineWriter} writes a decision as JSON, {@code LoggedContext} reads
 * the condition context of a check, and {@code PolicyDigests} identifies its policies. Knows the
 * interceptor, the engine for the statements that determine a decision, and the model.
 */
@NullMarked
package io.kmspolicy.interceptor.log;

import org.jspecify.annotations.NullMarked;
