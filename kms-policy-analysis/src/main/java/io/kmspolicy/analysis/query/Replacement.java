package io.kmspolicy.analysis.query;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Caller;

/** Policies in place of layers that are not known. */
@FunctionalInterface
interface Replacement {

  /** The policies of a request by a caller, with something known in place of some layers. */
  PolicySet of(PolicySet policies, Caller caller);

  /** The same for the layers of the caller only; what is not known of the key stays so. */
  default Replacement ofCaller() {
    return (policies, caller) ->
        of(policies, caller).toBuilder()
            .resourceControl(policies.resourceControl())
            .grants(policies.grants())
            .build();
  }
}
