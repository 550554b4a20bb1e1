/**
 * The files around the documents that are linted: settings, descriptions of keys, files of other
 * kinds, and what a run says of them.
 *
 * <p>In: names and texts of files. Out: settings that are applied, and notes. Knows {@code lint},
 * {@code document} and what they know.
 */
@NullMarked
package io.kmspolicy.lint.file;

import org.jspecify.annotations.NullMarked;
