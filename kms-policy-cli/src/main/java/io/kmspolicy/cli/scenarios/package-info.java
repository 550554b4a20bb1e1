/**
 * {@code test}: decides scenarios on policies and compares the answers with the expected ones.
 *
 * <p>In: a folder with policies and scenario files. Out: the results as text, JSON or JUnit XML,
 * the policy coverage, and the exit status. Knows {@code io} and the module of tests.
 */
@NullMarked
package io.kmspolicy.cli.scenarios;

import org.jspecify.annotations.NullMarked;
