/**
 * What every principal of a policy directory may do with every key.
 *
 * <p>In: a policy directory and the names in it. Out: a {@link
 * io.kmspolicy.analysis.fleet.FleetGrid} of answers, in which equal texts, answers, cells and rows
 * occur once, and the {@link io.kmspolicy.analysis.fleet.FleetRisks risks} of the keys. Knows
 * {@code query} and the engine; keys about which every answer is the same by construction are asked
 * once.
 */
@NullMarked
package io.kmspolicy.analysis.fleet;

import org.jspecify.annotations.NullMarked;
