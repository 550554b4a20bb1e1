/**
 * Tests of KMS policies with JUnit Jupiter: policies as parameters, assertions on their answers,
 * scenario tables, and policy coverage at the end of the run.
 *
 * <p>In: policies and scenario files of a project. Out: failures with explanations, and reports.
 * Knows {@code testing} and Jupiter's API.
 */
@NullMarked
package io.kmspolicy.junit;

import org.jspecify.annotations.NullMarked;
