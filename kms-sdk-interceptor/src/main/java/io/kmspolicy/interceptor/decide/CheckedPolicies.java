package io.kmspolicy.interceptor.decide;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.resource.KeyManager;

/**
 * What is known of the policies that a check is decided on.
 *
 * @param known the policies
 * @param manager who manages the key, taken for a customer where that is not known
 */
record CheckedPolicies(PolicySet known, KeyManager manager) {}
