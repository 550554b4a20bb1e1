/**
 * The command {@code collect}: fills a policy directory from live AWS.
 *
 * <p>In: options. Out: a policy directory and a report. Knows {@code io} and the module that reads,
 * {@link io.kmspolicy.collect}.
 */
@NullMarked
package io.kmspolicy.cli.collect;

import org.jspecify.annotations.NullMarked;
