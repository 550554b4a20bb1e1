/**
 * Fills a policy directory from live AWS: folders that are published whole, a journal that a later
 * run goes on with, and a report.
 *
 * <p>In: an account and what to read of it. Out: a policy directory. Knows {@code aws}, which
 * reads, and the model.
 */
@NullMarked
package io.kmspolicy.collect;

import org.jspecify.annotations.NullMarked;
