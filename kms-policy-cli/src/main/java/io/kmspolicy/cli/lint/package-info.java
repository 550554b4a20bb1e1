/**
 * The command {@code kms-policy lint}: its options, and the formats of what the linter finds.
 *
 * <p>In: files, folders and settings. Out: findings and an exit status. Knows {@code io}, {@code
 * inputs.lint} and the linter, which makes every finding.
 */
@NullMarked
package io.kmspolicy.cli.lint;

import org.jspecify.annotations.NullMarked;
