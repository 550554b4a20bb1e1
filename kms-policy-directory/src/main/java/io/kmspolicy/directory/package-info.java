/**
 * Policy directories: folders of JSON files, read once, watched, or on the class path.
 *
 * <p>In: a folder in the layout of {@link io.kmspolicy.directory.PolicyDirectory}. Out: policies
 * and keys through the ports of {@code spi}. The builder makes a directory of policies that come
 * from elsewhere. A directory that is read once must have no problem; in a watched directory a
 * problem makes its layer unknown. Knows {@code source}, {@code spi} and {@code mapping}.
 */
@NullMarked
package io.kmspolicy.directory;

import org.jspecify.annotations.NullMarked;
