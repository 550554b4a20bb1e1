/**
 * Strict readers of policies, grants, key metadata, aliases and scenarios in JSON.
 *
 * <p>A reader makes one streaming pass. It either accepts the whole text or rejects it with a
 * {@link io.kmspolicy.model.problem.PolicySyntaxException} that lists every problem. In: JSON text.
 * Out: model types. Knows the packages of model types, {@code json}, {@code problem} and {@code
 * text}.
 */
@NullMarked
package io.kmspolicy.model.reader;

import org.jspecify.annotations.NullMarked;
