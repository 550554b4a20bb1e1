/**
 * The documents that the linter reads in files of all forms, and what it finds there.
 *
 * <p>In: files, folders and standard input. Out: documents, and findings at their places in the
 * files. Knows {@code inputs} and the linter, which makes every finding.
 */
@NullMarked
package io.kmspolicy.inputs.lint;

import org.jspecify.annotations.NullMarked;
