/**
 * The program {@code kms-policy}: its entry point, the command {@code explain} and its options.
 *
 * <p>In: arguments and files. Out: text or JSON, and an exit status. Knows all commands.
 */
@NullMarked
package io.kmspolicy.cli;

import org.jspecify.annotations.NullMarked;
