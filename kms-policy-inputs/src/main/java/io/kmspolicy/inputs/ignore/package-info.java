/**
 * The files of a directory tree that Git ignores.
 *
 * <p>In: {@code .gitignore} files. Out: whether a path is ignored. Knows nothing of policies and
 * commands, so that each command that reads directories can use it.
 */
@NullMarked
package io.kmspolicy.inputs.ignore;

import org.jspecify.annotations.NullMarked;
