package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code terraform show -json} prints of a plan or a state.
 *
 * <p>A policy that a plan will know only after it is applied is unresolved: it is in the {@code
 * after_unknown} of the resource's change.
 *
 * @see <a href="https://developer.hashicorp.com/terraform/internals/json-format">Terraform: JSON
 *     output format</a>
 */
public final class TerraformOutput {

  private static final Map<String, PolicyType> POLICY_MEMBER =
      Map.ofEntries(
          Map.entry("aws_kms_key", PolicyType.KEY),
          Map.entry("aws_kms_key_policy", PolicyType.KEY),
          Map.entry("aws_kms_external_key", PolicyType.KEY),
          Map.entry("aws_kms_replica_key", PolicyType.KEY),
          Map.entry("aws_kms_replica_external_key", PolicyType.KEY),
          Map.entry("aws_iam_policy", PolicyType.IDENTITY),
          Map.entry("aws_iam_role_policy", PolicyType.IDENTITY),
          Map.entry("aws_iam_user_policy", PolicyType.IDENTITY),
          Map.entry("aws_iam_group_policy", PolicyType.IDENTITY),
          Map.entry("aws_vpc_endpoint", PolicyType.VPC_ENDPOINT),
          Map.entry("aws_vpc_endpoint_policy", PolicyType.VPC_ENDPOINT));

  private static final String ORGANIZATION_POLICY = "aws_organizations_policy";
  private static final String POLICY = "policy";

  private final TerraformDocuments documents;
  private final List<Candidate> found = new ArrayList<>();

  private TerraformOutput(TerraformDocuments documents) {
    this.documents = documents;
  }

  /** Whether a value is a plan. */
  public static boolean isPlan(SourceNode root) {
    return TerraformResources.arePlanned(root);
  }

  /** Whether a value is a state. */
  public static boolean isState(SourceNode root) {
    return root.at("values", "root_module").isPresent() && TerraformResources.isOutput(root);
  }

  /**
   * The policies of a plan, as it will leave them, or of a state.
   *
   * @param account the account that the user states; empty if none is stated
   * @param region the Region that the user states; empty if none is stated
   */
  public static List<Candidate> of(SourceNode root, String account, String region) {
    TerraformResources before = TerraformResources.before(root);
    TerraformResources after = TerraformResources.after(root);
    return of(new TerraformPlace(before, after, account, region), after);
  }

  /** The policies before a plan. */
  public static List<Candidate> before(SourceNode root) {
    TerraformResources before = TerraformResources.before(root);
    return of(new TerraformPlace(before, before, "", ""), before);
  }

  private static List<Candidate> of(TerraformPlace place, TerraformResources resources) {
    TerraformOutput output = new TerraformOutput(new TerraformDocuments(place));
    resources.listed().stream().filter(resource -> !resource.isData()).forEach(output::addResource);
    return output.found;
  }

  private void addResource(TerraformResource resource) {
    String kind = resource.type();
    if (kind.equals("aws_iam_role")) {
      for (Candidate inline : documents.inline(resource)) {
        String name = resource.address() + "/" + inline.name();
        found.add(new Candidate(name, inline.type(), inline.document()));
      }
    } else if (kind.equals(ORGANIZATION_POLICY)) {
      AwsOutput.organizationType(
              resource.node().text("values", "type").orElse("SERVICE_CONTROL_POLICY"))
          .ifPresent(type -> add(resource, type, "content"));
    } else if (kind.equals("aws_vpc_endpoint")
        && !StateSketch.mayServeKms(resource.string("service_name"))) {
      return; // no request to KMS goes through an endpoint of another service
    } else if (POLICY_MEMBER.containsKey(kind)) {
      add(resource, POLICY_MEMBER.get(kind), POLICY);
    }
  }

  private void add(TerraformResource resource, PolicyType type, String member) {
    if (resource.isOpen(member) || resource.text(member).isPresent()) {
      found.add(new Candidate(resource.address(), type, documents.of(resource, member)));
    }
  }
}
