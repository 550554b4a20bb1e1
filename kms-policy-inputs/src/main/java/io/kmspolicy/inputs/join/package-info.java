/**
 * What several files say, joined as one policy directory: a key, user or role of two files is one,
 * and what only one of them leaves open is known.
 *
 * <p>In: files as the root package reads them. Out: a policy directory, what the files leave open,
 * and what is taken as known though they do not say it.
 */
@NullMarked
package io.kmspolicy.inputs.join;

import org.jspecify.annotations.NullMarked;
