package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What commands of the AWS command line print: {@code kms get-key-policy}, {@code iam
 * get-role-policy}, {@code get-user-policy}, {@code get-group-policy}, {@code get-policy-version},
 * {@code organizations describe-policy}, {@code ec2 describe-vpc-endpoints}; and lists of inline
 * policies with their names, such as {@code RolePolicyList}.
 */
public final class AwsOutput {

  private static final Map<String, PolicyType> ORGANIZATION_POLICIES =
      Map.of(
          "SERVICE_CONTROL_POLICY",
          PolicyType.SERVICE_CONTROL,
          "RESOURCE_CONTROL_POLICY",
          PolicyType.RESOURCE_CONTROL);

  private AwsOutput() {}

  /** The type of an organization policy; empty if it is none that affects authorization. */
  public static Optional<PolicyType> organizationType(String type) {
    return Optional.ofNullable(ORGANIZATION_POLICIES.get(type));
  }

  /** The policies of the output of a command; none if it is another text. */
  public static List<Candidate> of(SourceNode root) {
    List<Candidate> found = new ArrayList<>();
    keyPolicy(root).ifPresent(found::add);
    inlinePolicy(root).ifPresent(found::add);
    root.elements().forEach(element -> inlinePolicy(element).ifPresent(found::add));
    root.at("PolicyVersion", "Document")
        .map(document -> identity(root.text("PolicyVersion", "VersionId").orElse(""), document))
        .ifPresent(found::add);
    organizationPolicy(root).ifPresent(found::add);
    for (SourceNode endpoint :
        root.member("VpcEndpoints").map(SourceNode::elements).orElse(List.of())) {
      String id = endpoint.text("VpcEndpointId").orElse("");
      endpoint
          .member("PolicyDocument")
          .filter(document -> StateSketch.mayServeKms(endpoint.text("ServiceName")))
          .map(document -> new Candidate(id, PolicyType.VPC_ENDPOINT, document))
          .ifPresent(found::add);
    }
    return found;
  }

  /** Whether an output is one page of several. */
  static boolean isPage(SourceNode root) {
    return List.of("Truncated", "IsTruncated").stream()
            .anyMatch(name -> root.member(name).filter(AuthorizationDetails::isTrue).isPresent())
        || List.of("NextMarker", "NextToken", "Marker").stream()
            .anyMatch(
                name -> root.member(name).filter(SourceNode.Text.class::isInstance).isPresent());
  }

  static SourceNode.Unresolved page(SourceNode root) {
    return new SourceNode.Unresolved("the file is one page of several", root.place());
  }

  private static Candidate identity(String name, SourceNode document) {
    return new Candidate(name, PolicyType.IDENTITY, document);
  }

  /** The policy of a key is a string, or the document; an organization's policy has a summary. */
  private static Optional<Candidate> keyPolicy(SourceNode root) {
    return root.member("Policy")
        .filter(
            policy -> policy instanceof SourceNode.Text || policy.member("Statement").isPresent())
        .map(policy -> new Candidate(root.text("PolicyName").orElse(""), PolicyType.KEY, policy));
  }

  private static Optional<Candidate> inlinePolicy(SourceNode root) {
    return root.member("PolicyName").isPresent()
        ? root.member("PolicyDocument")
            .map(document -> identity(root.text("PolicyName").orElse(""), document))
        : Optional.empty();
  }

  private static Optional<Candidate> organizationPolicy(SourceNode root) {
    Optional<PolicyType> type =
        root.text("Policy", "PolicySummary", "Type").flatMap(AwsOutput::organizationType);
    String name = root.text("Policy", "PolicySummary", "Name").orElse("");
    return type.flatMap(
        known -> root.at("Policy", "Content").map(content -> new Candidate(name, known, content)));
  }
}
