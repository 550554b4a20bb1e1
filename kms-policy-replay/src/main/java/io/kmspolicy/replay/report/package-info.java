/**
 * The report of a replay as programs print it: text, JSON, and the exit status that it means.
 *
 * <p>In: a report, with the use of policies and the suggestions. Out: texts. Knows all of replay.
 */
@NullMarked
package io.kmspolicy.replay.report;

import org.jspecify.annotations.NullMarked;
