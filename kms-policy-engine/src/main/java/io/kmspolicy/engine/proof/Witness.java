package io.kmspolicy.engine.proof;

import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.Scenario;

/**
 * A request that is decided differently before and after. The reference has decided both scenarios.
 *
 * @param before the request with the policies before the change; layers that were unknown are
 *     filled in, alike on both sides
 * @param decisionBefore its decision, a certain denial
 * @param after the request with the policies after the change
 * @param decisionAfter its decision, {@link Decision#ALLOWED}
 */
public record Witness(
    Scenario before, Decision decisionBefore, Scenario after, Decision decisionAfter) {}
