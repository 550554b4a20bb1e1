/**
 * The step budget: the bound on the work of one check (rule 6.17).
 *
 * <p>In: the maximum number of steps. Out: a {@link io.kmspolicy.engine.budget.StepCounter} for
 * each check that may be long, which travels with the condition context ({@link
 * io.kmspolicy.engine.budget.CountedContext}), and the number of checks that used their budget up.
 * Knows the model only. It counts work, not time: the same check on the same policies takes the
 * same steps on every machine. Beside it, {@link io.kmspolicy.engine.budget.Housekeeping} keeps the
 * housekeeping of large caches out of checks.
 */
@NullMarked
package io.kmspolicy.engine.budget;

import org.jspecify.annotations.NullMarked;
