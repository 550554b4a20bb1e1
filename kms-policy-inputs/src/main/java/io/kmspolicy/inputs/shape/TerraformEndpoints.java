package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.policy.PolicyType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The policies of the VPC endpoints for KMS of a plan or state. An endpoint of which the policy or
 * the service is not known has an unknown policy, and so has one in another Region than the keys of
 * the file: their requests do not pass it.
 */
final class TerraformEndpoints {

  private static final String ENDPOINT = "aws_vpc_endpoint";
  private static final String ENDPOINT_POLICY = "aws_vpc_endpoint_policy";
  private static final String ENDPOINT_ID = "vpc_endpoint_id";
  private static final String SERVICE = "service_name";
  private static final String POLICY = "policy";

  private final TerraformResources before;
  private final TerraformResources now;
  private final TerraformDocuments documents;
  private final StateSketch sketch;
  private final Map<String, Candidate> byAddress = new LinkedHashMap<>();

  private TerraformEndpoints(
      TerraformResources before,
      TerraformResources now,
      TerraformDocuments documents,
      StateSketch sketch) {
    this.before = before;
    this.now = now;
    this.documents = documents;
    this.sketch = sketch;
  }

  /** Adds the policies; the keys are added before. */
  static void add(
      TerraformResources before,
      TerraformResources now,
      TerraformDocuments documents,
      StateSketch sketch) {
    TerraformEndpoints endpoints = new TerraformEndpoints(before, now, documents, sketch);
    now.managed(ENDPOINT).forEach(endpoints::addEndpoint);
    endpoints.removePolicies();
    endpoints.addPolicies();
    sketch.others().addAll(endpoints.byAddress.values());
  }

  private void addEndpoint(TerraformResource endpoint) {
    if (!StateSketch.mayServeKms(endpoint.string(SERVICE))) {
      return;
    }
    put(endpoint, endpoint.address(), documents.of(endpoint, POLICY));
  }

  private void put(TerraformResource endpoint, String name, SourceNode document) {
    SourceNode known = elsewhere(endpoint).map(SourceNode.class::cast).orElse(document);
    byAddress.put(endpoint.address(), new Candidate(name, PolicyType.VPC_ENDPOINT, known));
    endpoint
        .string(SERVICE)
        .flatMap(StateSketch::regionOf)
        .ifPresent(region -> sketch.endpointRegions().put(name, region));
  }

  /** Why an endpoint may not be the one of the requests for the keys. */
  private Optional<Unresolved> elsewhere(TerraformResource endpoint) {
    Optional<String> service = endpoint.string(SERVICE);
    if (service.isEmpty()) {
      return Optional.of(endpoint.missing(SERVICE));
    }
    boolean here =
        !sketch.keys().isEmpty()
            && sketch.keys().stream()
                .allMatch(key -> service.get().contains("." + key.key().region() + "."));
    return here
        ? Optional.empty()
        : Optional.of(
            endpoint.because(
                "the endpoint is for `"
                    + service.get()
                    + "`, and the file does not say that all keys are in its Region"));
  }

  /** What a resource for a policy leaves behind when it is removed is not known. */
  private void removePolicies() {
    List<TerraformResource> policies = now.managed(ENDPOINT_POLICY);
    for (TerraformResource gone : before.managed(ENDPOINT_POLICY)) {
      boolean stays =
          policies.stream()
              .filter(policy -> policy.address().equals(gone.address()))
              .anyMatch(policy -> policy.string(ENDPOINT_ID).equals(gone.string(ENDPOINT_ID)));
      if (!stays) {
        open(endpoints(gone), gone.because("the plan removes `" + gone.address() + "`"));
      }
    }
  }

  private void open(List<TerraformResource> endpoints, Unresolved reason) {
    endpoints.stream()
        .filter(endpoint -> byAddress.containsKey(endpoint.address()))
        .forEach(endpoint -> put(endpoint, endpoint.address(), reason));
  }

  /** A resource for the policy of an endpoint replaces the policy of the endpoint itself. */
  private void addPolicies() {
    for (TerraformResource policy : now.managed(ENDPOINT_POLICY)) {
      List<TerraformResource> endpoints = endpoints(policy);
      if (endpoints.isEmpty()) {
        byAddress.put(
            policy.address(),
            new Candidate(
                policy.address(),
                PolicyType.VPC_ENDPOINT,
                policy.because("the file does not define the endpoint of the policy")));
      } else if (isOne(policy) && policy.isCurrent()) {
        TerraformResource endpoint = endpoints.get(0);
        if (byAddress.containsKey(endpoint.address())) {
          put(endpoint, policy.address(), documents.of(policy, POLICY));
        }
      }
    }
    // Afterwards, because a policy that may be of any endpoint is not replaced by another one.
    for (TerraformResource policy : now.managed(ENDPOINT_POLICY)) {
      if (!isOne(policy) || !policy.isCurrent()) {
        open(endpoints(policy), policy.because("`" + policy.address() + "` may be its policy"));
      }
    }
  }

  private boolean isOne(TerraformResource policy) {
    return policy.string(ENDPOINT_ID).isPresent()
        || now.referred(policy, ENDPOINT_ID, ENDPOINT).isPresent();
  }

  /** The endpoint of a policy; all, if the file does not say which. */
  private List<TerraformResource> endpoints(TerraformResource policy) {
    Optional<String> id = policy.string(ENDPOINT_ID);
    if (id.isPresent()) {
      return now.managed(ENDPOINT).stream()
          .filter(endpoint -> endpoint.string("id").equals(id))
          .toList();
    }
    return now.referred(policy, ENDPOINT_ID, ENDPOINT)
        .map(List::of)
        .orElseGet(() -> now.managed(ENDPOINT));
  }
}
