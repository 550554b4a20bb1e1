/**
 * The commands that packages of the program are made with: the completion of shells and the manual
 * pages.
 *
 * <p>In: the commands and options of the program. Out: a shell script, and pages for {@code man}.
 * Knows the command line library only.
 */
@NullMarked
package io.kmspolicy.cli.install;

import org.jspecify.annotations.NullMarked;
