/**
 * {@code test}: scenario files against policies.
 *
 * <p>In: a folder with policies and scenario files. Out: the results, the policy coverage, and the
 * exit status. Knows {@code io} and the module of tests, which decides and compares.
 */
@NullMarked
package io.kmspolicy.cli.scenarios;

import org.jspecify.annotations.NullMarked;
