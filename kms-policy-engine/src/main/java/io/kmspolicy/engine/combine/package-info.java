/**
 * Combines the results of the layers to one decision, by sections 0 and 4 of the semantics.
 *
 * <p>In: for each layer, which statements match. Out: a decision. The combining rule is written
 * once, over a {@link io.kmspolicy.engine.combine.Logic}: Kleene's strong three-valued logic for
 * one request, bit sets for all actions at once, formulas for what remains, derivations for
 * explanations. Grants are evaluated here because they are a layer. Knows {@code match} and below.
 * It does not know how statements are stored, so the reference and the compiled form share it.
 */
@NullMarked
package io.kmspolicy.engine.combine;

import org.jspecify.annotations.NullMarked;
