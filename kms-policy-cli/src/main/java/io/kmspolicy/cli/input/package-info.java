/**
 * Policies in files of any form, as policy directories.
 *
 * <p>In: the name of a policy directory or of a file, and what the user states about it. Out: the
 * policies, and the names of the keys, users and roles. Knows {@code io}, policy directories and
 * the library that reads the forms and joins files.
 */
@NullMarked
package io.kmspolicy.cli.input;

import org.jspecify.annotations.NullMarked;
