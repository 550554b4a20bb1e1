/**
 * Policy coverage: the parts of policies that some expected answer needs.
 *
 * <p>In: policies under test, and expected answers that hold. Out: a {@link
 * io.kmspolicy.testing.coverage.CoverageReport} as text, JSON or a page. A part is needed if some
 * answer is not the expected one without it; that is decided by deciding again. Knows {@code
 * testing} and the engine's API.
 */
@NullMarked
package io.kmspolicy.testing.coverage;

import org.jspecify.annotations.NullMarked;
