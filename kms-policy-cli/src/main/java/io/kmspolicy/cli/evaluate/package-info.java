/**
 * The command {@code evaluate}: decides scenarios, one per line, and compares them with their
 * labels.
 *
 * <p>In: JSON Lines. Out: one line per scenario, in order. Knows {@code io} and the engine.
 */
@NullMarked
package io.kmspolicy.cli.evaluate;

import org.jspecify.annotations.NullMarked;
