/**
 * Strict readers and canonical writers for the vocabulary in JSON.
 *
 * <p>Reading is one streaming pass and total: a text is either understood whole or refused with a
 * {@link io.kmspolicy.model.json.PolicySyntaxException} that lists every problem with its code,
 * JSON pointer, line and column. Writing is canonical: equal values give equal text, and reading
 * that text gives an equal value.
 */
@NullMarked
package io.kmspolicy.model.json;

import org.jspecify.annotations.NullMarked;
