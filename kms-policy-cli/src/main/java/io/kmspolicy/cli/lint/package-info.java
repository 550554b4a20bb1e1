/**
 * The command {@code kms-policy lint}: finds the documents, runs the linter and reports its
 * findings.
 *
 * <p>In: files, folders and settings. Out: findings and an exit status. Knows {@code io} and the
 * linter, which makes every finding.
 */
@NullMarked
package io.kmspolicy.cli.lint;

import org.jspecify.annotations.NullMarked;
