package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.shape.AwsOutput;
import io.kmspolicy.inputs.shape.Candidate;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The policies of a CloudFormation template, in JSON or YAML.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kms-key.html">CloudFormation:
 *     AWS::KMS::Key</a>
 */
public final class CloudFormationTemplate {

  private static final String DOCUMENT = "PolicyDocument";

  /** The policy of a resource: the property that holds it, and its type. */
  private record Property(String name, PolicyType type) {}

  private static final Map<String, Property> PROPERTIES =
      Map.of(
          "AWS::KMS::Key", new Property("KeyPolicy", PolicyType.KEY),
          "AWS::KMS::ReplicaKey", new Property("KeyPolicy", PolicyType.KEY),
          "AWS::IAM::Policy", new Property(DOCUMENT, PolicyType.IDENTITY),
          "AWS::IAM::ManagedPolicy", new Property(DOCUMENT, PolicyType.IDENTITY),
          "AWS::IAM::RolePolicy", new Property(DOCUMENT, PolicyType.IDENTITY),
          "AWS::IAM::UserPolicy", new Property(DOCUMENT, PolicyType.IDENTITY),
          "AWS::IAM::GroupPolicy", new Property(DOCUMENT, PolicyType.IDENTITY),
          "AWS::SSO::PermissionSet", new Property("InlinePolicy", PolicyType.IDENTITY),
          "AWS::EC2::VPCEndpoint", new Property(DOCUMENT, PolicyType.VPC_ENDPOINT));

  /** The lists of a managed policy of whom it is attached to. */
  private static final List<String> ATTACHED = List.of("Groups", "Roles", "Users");

  private final Intrinsics intrinsics;
  private final Set<String> boundaries;
  private final Set<String> attached;
  private final List<Candidate> found = new ArrayList<>();

  private CloudFormationTemplate(SourceNode root, TemplateValues stated) {
    this.intrinsics = new Intrinsics(root, stated);
    this.boundaries = mentioned(root, "PermissionsBoundary");
    this.attached = mentioned(root, "ManagedPolicyArns");
  }

  /** Whether a value is a template: it has resources with types, or says that it is one. */
  public static boolean is(SourceNode root) {
    return root.text("AWSTemplateFormatVersion").isPresent()
        || root.member("Resources").stream()
            .flatMap(resources -> resources.members().stream())
            .anyMatch(resource -> resource.value().text("Type").isPresent());
  }

  /** The policies of a template. */
  public static List<Candidate> of(SourceNode root, TemplateValues stated) {
    CloudFormationTemplate template = new CloudFormationTemplate(root, stated);
    root.member("Resources").stream()
        .flatMap(resources -> resources.members().stream())
        .forEach(template::addResource);
    List<Expansions.Expansion> parts = new ArrayList<>(Expansions.ofResources(root));
    Expansions.ofAll(root).ifPresent(parts::add);
    for (Expansions.Expansion part : parts) {
      template.found.add(new Candidate(part.name(), PolicyType.IDENTITY, part.reason()));
    }
    return template.found;
  }

  private void addResource(Member resource) {
    String type = resource.value().text("Type").orElse("");
    Property property = PROPERTIES.get(type);
    boolean isOfOthers =
        property != null
            && property.type() == PolicyType.VPC_ENDPOINT
            && !TemplateEndpoints.mayServeKms(new TemplateResource(resource, intrinsics));
    if (property != null && !isOfOthers) {
      boolean isBoundary = boundaries.contains(resource.name()) && !isAttached(resource);
      add(
          resource,
          resource.name(),
          property.name(),
          isBoundary ? PolicyType.PERMISSIONS_BOUNDARY : property.type());
    }
    switch (type) {
      case "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group" -> addInline(resource);
      case "AWS::Organizations::Policy" ->
          resource
              .value()
              .text("Properties", "Type")
              .flatMap(AwsOutput::organizationType)
              .ifPresent(known -> add(resource, resource.name(), "Content", known));
      default -> {
        // Nothing else has a policy that affects KMS.
      }
    }
  }

  /** Whether a managed policy is attached to a user, group or role of the template. */
  private boolean isAttached(Member policy) {
    return attached.contains(policy.name())
        || ATTACHED.stream()
            .anyMatch(list -> TemplateResource.raw(policy.value(), list).isPresent());
  }

  /** The names that a property of some resource mentions. */
  private static Set<String> mentioned(SourceNode root, String property) {
    Set<String> names = new HashSet<>();
    root.member("Resources").stream()
        .flatMap(resources -> resources.members().stream())
        .forEach(
            resource ->
                names.addAll(MentionedNames.in(TemplateResource.raw(resource.value(), property))));
    return names;
  }

  private void add(Member resource, String name, String property, PolicyType type) {
    TemplateResource.raw(resource.value(), property)
        .ifPresent(value -> found.add(new Candidate(name, type, intrinsics.resolve(value))));
  }

  private void addInline(Member principal) {
    TemplateResource owner = new TemplateResource(principal, intrinsics);
    for (SourceNode policy : owner.policies()) {
      if (policy instanceof SourceNode.Unresolved) {
        found.add(new Candidate(principal.name(), PolicyType.IDENTITY, policy));
      }
      String name = principal.name() + "/" + policy.text("PolicyName").orElse("");
      policy
          .member(DOCUMENT)
          .ifPresent(value -> found.add(new Candidate(name, PolicyType.IDENTITY, value)));
    }
  }
}
