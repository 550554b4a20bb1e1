/**
 * The commands that query permissions: who can use a key, what a principal can do, what a managed
 * policy or the KMS console needs.
 *
 * <p>In: a policy directory, or files that {@code input} reads as one. Out: a table or JSON. Knows
 * {@code io}, {@code input} and the module that asks, {@code io.kmspolicy.analysis}.
 */
@NullMarked
package io.kmspolicy.cli.query;

import org.jspecify.annotations.NullMarked;
