/** The command {@code kms-policy lint}. */
@NullMarked
package io.kmspolicy.cli.lint;

import org.jspecify.annotations.NullMarked;
