/**
 * Decides KMS authorization requests. {@link io.kmspolicy.engine.ReferenceAuthorizer} applies AWS's
 * rules plainly; rule numbers in this package refer to {@code docs/semantics.md}.
 */
@NullMarked
package io.kmspolicy.engine;

import org.jspecify.annotations.NullMarked;
