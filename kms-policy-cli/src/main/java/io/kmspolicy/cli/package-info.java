/** The command {@code kms-policy}. */
@NullMarked
package io.kmspolicy.cli;

import org.jspecify.annotations.NullMarked;
