package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import java.util.List;

/**
 * The keys, users and roles of a file, with their policies.
 *
 * <p>What a file attaches to a user or role that it defines is taken as all that is attached. What
 * the file does not determine is unknown, and named in {@link #gaps()}. Session policies, and which
 * organization policies apply to which account, are in no file, so they are unknown.
 *
 * @param shape the form of the file
 * @param keys the keys
 * @param principals the users and roles
 * @param others the policies of organizations and of VPC endpoints for KMS
 * @param gaps what the file leaves open
 * @param claims what the file says about users, roles and keys that other files may define
 * @param order when and in which order the file is applied
 */
public record InputState(
    InputShape shape,
    List<InputKey> keys,
    List<InputPrincipal> principals,
    List<InputPolicy> others,
    List<InputGap> gaps,
    List<InputClaim> claims,
    InputOrder order) {

  /** A state that says nothing about what other files define, and about an order. */
  public InputState(
      InputShape shape,
      List<InputKey> keys,
      List<InputPrincipal> principals,
      List<InputPolicy> others,
      List<InputGap> gaps) {
    this(shape, keys, principals, others, gaps, List.of(), InputOrder.none());
  }

  /** Copies the lists. */
  public InputState {
    keys = List.copyOf(keys);
    principals = List.copyOf(principals);
    others = List.copyOf(others);
    gaps = List.copyOf(gaps);
    claims = List.copyOf(claims);
  }

  /** The policy of the only VPC endpoint for KMS; unknown if the file has none or several. */
  public PolicyLayer endpoint() {
    List<InputPolicy> endpoints =
        others.stream().filter(other -> other.type() == PolicyType.VPC_ENDPOINT).toList();
    return endpoints.size() == 1 ? endpoints.get(0).layer() : PolicyLayer.unknown();
  }
}
