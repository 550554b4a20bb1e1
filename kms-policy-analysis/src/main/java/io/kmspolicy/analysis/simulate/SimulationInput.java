package io.kmspolicy.analysis.simulate;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The input of a simulation.
 *
 * @param identity the policies of the caller
 * @param boundary the caller's permissions boundary
 * @param resourcePolicy the key policy
 * @param actions the actions, spelled as in the input
 * @param resources the resources; {@code *} if none is named
 * @param owner the account of resources whose ARN does not contain one; empty if it is not given
 * @param caller the caller; empty if it is not given
 * @param context the given condition keys; a key that is stated to be absent has no value
 * @param handlingOption the resource handling option; empty if it is not given
 * @param page the page of results to return
 * @param defaultKeyPolicy whether to assume the default key policy if none is given
 */
record SimulationInput(
    List<InputPolicy> identity,
    Optional<InputPolicy> boundary,
    Optional<InputPolicy> resourcePolicy,
    List<String> actions,
    List<KmsResource> resources,
    String owner,
    Optional<Caller> caller,
    Map<String, ContextValue> context,
    String handlingOption,
    Page page,
    boolean defaultKeyPolicy) {

  /** Copies the collections. */
  SimulationInput {
    identity = List.copyOf(identity);
    actions = List.copyOf(actions);
    resources = List.copyOf(resources);
    context = Map.copyOf(context);
  }

  /**
   * A page of results.
   *
   * @param start the index of the first result, from 0
   * @param maxItems the maximum number of results
   */
  record Page(int start, int maxItems) {}

  /** All policies, in the order of the input. */
  Stream<InputPolicy> policies() {
    return Stream.of(identity.stream(), boundary.stream(), resourcePolicy.stream())
        .flatMap(policies -> policies);
  }
}
