/** The command {@code kms-policy simulate}. */
@NullMarked
package io.kmspolicy.cli.simulate;

import org.jspecify.annotations.NullMarked;
