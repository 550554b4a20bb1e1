package io.kmspolicy.cli.simulate;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is to be simulated.
 *
 * @param identity the policies of the caller
 * @param boundary the caller's permissions boundary
 * @param resourcePolicy the key policy
 * @param actions the actions, as they were spelt
 * @param resources the resources; {@code *} if none is named
 * @param owner the account of resources whose name does not say it; empty if it is not given
 * @param caller who calls
 * @param context the condition keys that are given; without a value those that are said to be
 *     absent
 * @param handlingOption the resource handling option; empty if it is not given
 * @param page which results are wanted
 * @param defaultKeyPolicy whether a key whose policy is not given has the default one
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
   * Which results are wanted.
   *
   * @param start the number of the first one, counted from 0
   * @param most how many at most
   */
  record Page(int start, int most) {}

  /** All policies, in the order of the input. */
  Stream<InputPolicy> policies() {
    return Stream.of(identity.stream(), boundary.stream(), resourcePolicy.stream())
        .flatMap(policies -> policies);
  }
}
