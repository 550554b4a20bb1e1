/**
 * Combines what the layers say to one decision, by the rules of section 4 of the semantics.
 *
 * <p>In: for each layer, which statements match. Out: a decision. The combining rule is written
 * once, over a {@link io.kmspolicy.engine.combine.Logic}: Kleene's strong three-valued logic for
 * one request, bit sets for all actions at once, formulas for what remains. Grants are combined
 * here, too, since they are a layer. Knows {@code match} and below.
 */
@NullMarked
package io.kmspolicy.engine.combine;

import org.jspecify.annotations.NullMarked;
