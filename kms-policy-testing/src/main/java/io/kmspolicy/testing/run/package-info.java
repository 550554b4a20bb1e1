/**
 * Runs of scenario files: their scenarios are decided on policies, and the answers compared with
 * the expected ones.
 *
 * <p>In: policies and the names of files. Out: results as text, JSON or JUnit XML, and the policy
 * coverage. Knows {@code testing} and {@code coverage}.
 */
@NullMarked
package io.kmspolicy.testing.run;

import org.jspecify.annotations.NullMarked;
