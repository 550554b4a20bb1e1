/**
 * Strict readers of policies, grants, key metadata, aliases and scenarios in JSON.
 *
 * <p>Reading is one streaming pass and total: a text is either understood whole or refused with a
 * {@link io.kmspolicy.model.problem.PolicySyntaxException} that lists every problem. In: JSON text.
 * Out: the vocabulary. Knows the vocabulary, {@code json}, {@code problem} and {@code text}.
 */
@NullMarked
package io.kmspolicy.model.reader;

import org.jspecify.annotations.NullMarked;
