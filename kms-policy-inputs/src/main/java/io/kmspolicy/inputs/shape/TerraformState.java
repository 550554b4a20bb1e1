package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.model.policy.PolicyType;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The principals and keys of a Terraform plan, before or after it is applied, or of a state. What
 * the file attaches to a user or role that it defines is taken as all that is attached.
 *
 * @see <a href="https://developer.hashicorp.com/terraform/internals/json-format">Terraform: JSON
 *     output format</a>
 */
public final class TerraformState {

  private TerraformState() {}

  /** The state that a plan leaves, or a state. */
  public static StateSketch after(SourceNode root, String account, String region) {
    return of(root, TerraformResources.after(root), account, region);
  }

  /** The state before a plan. */
  public static StateSketch before(SourceNode root, String account, String region) {
    return of(root, TerraformResources.before(root), account, region);
  }

  private static StateSketch of(
      SourceNode root, TerraformResources now, String account, String region) {
    TerraformResources before = TerraformResources.before(root);
    TerraformPlace place = TerraformPlace.of(before, now, account, region);
    StateSketch sketch = new StateSketch();
    TerraformKeys.add(before, now, place, sketch);
    TerraformPrincipals.add(before, now, place, sketch);
    now.managed("aws_organizations_policy").forEach(policy -> addOrganization(policy, sketch));
    addEndpoints(now, sketch);
    return sketch;
  }

  private static void addOrganization(TerraformResource policy, StateSketch sketch) {
    AwsOutput.organizationType(policy.string("type").orElse("SERVICE_CONTROL_POLICY"))
        .ifPresent(type -> sketch.others().add(candidate(policy, type, "content")));
  }

  private static Candidate candidate(TerraformResource policy, PolicyType type, String member) {
    SourceNode document =
        policy.text(member).map(SourceNode.class::cast).orElse(policy.notYet(member));
    return new Candidate(policy.address(), type, document);
  }

  /** A resource for the policy of an endpoint replaces the policy of the endpoint itself. */
  private static void addEndpoints(TerraformResources now, StateSketch sketch) {
    Set<TerraformResource> replaced = new HashSet<>();
    for (TerraformResource policy : now.managed("aws_vpc_endpoint_policy")) {
      Optional<TerraformResource> of = endpoint(now, policy);
      of.ifPresent(replaced::add);
      if (StateSketch.mayServeKms(of.flatMap(endpoint -> endpoint.string("service_name")))) {
        sketch.others().add(candidate(policy, PolicyType.VPC_ENDPOINT, "policy"));
      }
    }
    for (TerraformResource endpoint : now.managed("aws_vpc_endpoint")) {
      boolean hasPolicy = endpoint.text("policy").isPresent() || endpoint.isOpen("policy");
      if (hasPolicy
          && !replaced.contains(endpoint)
          && StateSketch.mayServeKms(endpoint.string("service_name"))) {
        sketch.others().add(candidate(endpoint, PolicyType.VPC_ENDPOINT, "policy"));
      }
    }
  }

  private static Optional<TerraformResource> endpoint(
      TerraformResources now, TerraformResource policy) {
    Optional<String> id = policy.string("vpc_endpoint_id");
    return id.isPresent()
        ? now.managed("aws_vpc_endpoint").stream()
            .filter(endpoint -> endpoint.string("id").equals(id))
            .findFirst()
        : now.referred(policy, "vpc_endpoint_id", "aws_vpc_endpoint");
  }
}
