package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  private static final String INLINE_POLICY = "inline_policy";
  private static final String POLICY = "policy";

  private final Map<String, SourceNode> unknownAfter = new HashMap<>();
  private final List<Candidate> found = new ArrayList<>();

  private TerraformOutput() {}

  /** Whether a value is a plan. */
  public static boolean isPlan(SourceNode root) {
    return root.member("planned_values").isPresent() && isOutput(root);
  }

  /** Whether a value is a state. */
  public static boolean isState(SourceNode root) {
    return root.at("values", "root_module").isPresent() && isOutput(root);
  }

  private static boolean isOutput(SourceNode root) {
    return root.member("format_version").isPresent();
  }

  /** The policies of a plan, as it will leave them, or of a state. */
  public static List<Candidate> of(SourceNode root) {
    TerraformOutput output = new TerraformOutput();
    for (SourceNode change :
        root.member("resource_changes").map(SourceNode::elements).orElse(List.of())) {
      if (change.text("deposed").isPresent()) {
        continue;
      }
      change
          .at("change", "after_unknown")
          .ifPresent(
              unknown -> output.unknownAfter.put(change.text("address").orElse(""), unknown));
    }
    String values = isPlan(root) ? "planned_values" : "values";
    root.at(values, "root_module").ifPresent(output::addModule);
    return output.found;
  }

  /** The policies before a plan. */
  public static List<Candidate> before(SourceNode root) {
    TerraformOutput output = new TerraformOutput();
    root.at("prior_state", "values", "root_module").ifPresent(output::addModule);
    return output.found;
  }

  private void addModule(SourceNode module) {
    module
        .member("resources")
        .map(SourceNode::elements)
        .orElse(List.of())
        .forEach(this::addResource);
    module
        .member("child_modules")
        .map(SourceNode::elements)
        .orElse(List.of())
        .forEach(this::addModule);
  }

  private void addResource(SourceNode resource) {
    String kind = resource.text("type").orElse("");
    String address = resource.text("address").orElse("");
    if (resource.text("mode").orElse("managed").equals("data")) {
      return;
    }
    if (kind.equals("aws_iam_role")) {
      addInline(resource, address);
    } else if (kind.equals(ORGANIZATION_POLICY)) {
      AwsOutput.organizationType(resource.text("values", "type").orElse("SERVICE_CONTROL_POLICY"))
          .ifPresent(type -> add(resource, address, type, "content"));
    } else if (POLICY_MEMBER.containsKey(kind)) {
      add(resource, address, POLICY_MEMBER.get(kind), POLICY);
    }
  }

  private void add(SourceNode resource, String address, PolicyType type, String member) {
    boolean unknown =
        Optional.ofNullable(unknownAfter.get(address))
            .flatMap(values -> values.member(member))
            .isPresent();
    Optional<SourceNode> value = resource.at("values", member).filter(TerraformOutput::isDocument);
    if (unknown) {
      found.add(new Candidate(address, type, notYet(resource, member)));
    } else {
      value.ifPresent(policy -> found.add(new Candidate(address, type, policy)));
    }
  }

  /** An empty text is no document: a role without inline policies may have a list with one. */
  private static boolean isDocument(SourceNode given) {
    return given instanceof SourceNode.Text text && !text.text().isEmpty();
  }

  private static Unresolved notYet(SourceNode resource, String member) {
    return new Unresolved(
        "`" + member + "` is known only after the plan is applied", resource.place());
  }

  private void addInline(SourceNode role, String address) {
    List<SourceNode> unknown =
        Optional.ofNullable(unknownAfter.get(address))
            .flatMap(values -> values.member(INLINE_POLICY))
            .map(SourceNode::elements)
            .orElse(List.of());
    List<SourceNode> policies =
        role.at("values", INLINE_POLICY).map(SourceNode::elements).orElse(List.of());
    for (int i = 0; i < policies.size(); i++) {
      SourceNode inline = policies.get(i);
      String name = address + "/" + inline.text("name").orElse("");
      boolean open = i < unknown.size() && unknown.get(i).member(POLICY).isPresent();
      if (open) {
        found.add(new Candidate(name, PolicyType.IDENTITY, notYet(inline, POLICY)));
      } else {
        inline
            .member(POLICY)
            .filter(TerraformOutput::isDocument)
            .ifPresent(policy -> found.add(new Candidate(name, PolicyType.IDENTITY, policy)));
      }
    }
  }
}
