/**
 * The command {@code check}: what a change of policies breaks, opens or gets wrong, as one report.
 *
 * <p>In: the policies before and after a change, and trails. Out: a report of four parts as text,
 * JSON, SARIF or Markdown, and one exit status. Knows {@code io}, {@code sarif}, the linter, the
 * lockout check, the prover, the replay, and the parts of the other commands that read their inputs
 * and write their answers.
 */
@NullMarked
package io.kmspolicy.cli.check;

import org.jspecify.annotations.NullMarked;
