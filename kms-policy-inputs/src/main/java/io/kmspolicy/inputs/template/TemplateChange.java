package io.kmspolicy.inputs.template;

import static java.util.stream.Collectors.joining;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The resources that decide about policies which are in no layer of a template, and that differ
 * between two templates: users and roles whose names are not known, functions of SAM, permission
 * sets, and what decides which policies of an organization or of a VPC endpoint apply.
 */
public final class TemplateChange {

  private static final String POLICIES = "Policies";
  private static final String BOUNDARY = "PermissionsBoundary";
  private static final String MANAGED = "ManagedPolicyArns";

  /** The properties of users and roles that hold policies. */
  private static final Map<String, List<String>> OWNERS =
      Map.of(
          "AWS::IAM::Role", List.of(POLICIES, MANAGED, BOUNDARY),
          "AWS::IAM::User", List.of(POLICIES, MANAGED, BOUNDARY, "Groups"));

  /** The properties of other resources that decide which policies apply. */
  private static final Map<String, List<String>> DECIDING =
      Map.of(
          "AWS::EC2::VPCEndpoint", List.of("PolicyDocument"),
          "AWS::Organizations::Account", List.of("ParentIds"),
          "AWS::Organizations::OrganizationalUnit", List.of("ParentId"),
          "AWS::Organizations::Policy", List.of("TargetIds"),
          "AWS::SSO::PermissionSet",
              List.of(
                  "InlinePolicy", "ManagedPolicies", "CustomerManagedPolicyReferences", BOUNDARY),
          "AWS::Serverless::Function", List.of(POLICIES, BOUNDARY, "Role"),
          "AWS::Serverless::StateMachine", List.of(POLICIES, BOUNDARY, "Role"));

  /** The resources that make roles: a new one is a change, too. */
  private static final List<String> MAKERS = List.of("AWS::SSO::", "AWS::Serverless::");

  private final Map<String, SourceNode> before;
  private final Map<String, SourceNode> after;
  private final Set<String> known;

  private TemplateChange(
      Map<String, SourceNode> before, Map<String, SourceNode> after, Set<String> known) {
    this.before = before;
    this.after = after;
    this.known = known;
  }

  /**
   * The logical names of the resources.
   *
   * @param known the logical names of the users and roles whose policies are layers
   */
  public static Set<String> of(SourceNode before, SourceNode after, Set<String> known) {
    return new TemplateChange(resources(before), resources(after), known).found();
  }

  private static Map<String, SourceNode> resources(SourceNode root) {
    Map<String, SourceNode> resources = new LinkedHashMap<>();
    root.member("Resources").map(SourceNode::members).orElse(List.of()).stream()
        .forEach(member -> resources.put(member.name(), member.value()));
    return resources;
  }

  private Set<String> found() {
    Set<String> found = new TreeSet<>();
    after.forEach(
        (name, resource) -> {
          String type = type(resource);
          Optional<SourceNode> old = Optional.ofNullable(before.get(name));
          if (OWNERS.containsKey(type) && !known.contains(name)) {
            // The policies of one that only the file after the change has are named themselves.
            if (old.isPresent() && differ(old.get(), resource, OWNERS.get(type))) {
              found.add(name);
            }
            attached(name).forEach(found::add);
          } else if (DECIDING.containsKey(type)) {
            boolean isChanged =
                old.map(was -> differ(was, resource, DECIDING.get(type)))
                    .orElse(MAKERS.stream().anyMatch(type::startsWith));
            if (isChanged) {
              found.add(name);
            }
          }
        });
    return found;
  }

  /** The changed policies and memberships that name a user or role. */
  private List<String> attached(String owner) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    return names.stream()
        .filter(name -> !written(before.get(name)).equals(written(after.get(name))))
        .filter(name -> attaches(before.get(name), owner) || attaches(after.get(name), owner))
        .toList();
  }

  private static boolean attaches(@Nullable SourceNode resource, String owner) {
    return resource != null
        && type(resource).startsWith("AWS::IAM::")
        && !OWNERS.containsKey(type(resource))
        && resource.holds(part -> part instanceof Text text && text.text().contains(owner));
  }

  private static String type(SourceNode resource) {
    return resource.text("Type").orElse("");
  }

  private static boolean differ(SourceNode was, SourceNode is, List<String> properties) {
    return properties.stream()
        .anyMatch(
            name ->
                !written(was.at("Properties", name).orElse(null))
                    .equals(written(is.at("Properties", name).orElse(null))));
  }

  /** A value as a text that is equal for equal values. */
  private static String written(@Nullable SourceNode value) {
    if (value instanceof Members object) {
      return object.members().stream().map(TemplateChange::written).collect(joining(",", "{", "}"));
    }
    if (value instanceof Elements array) {
      return array.elements().stream().map(TemplateChange::written).collect(joining(",", "[", "]"));
    }
    if (value instanceof Text text) {
      return '"' + text.text().replace("\"", "\\\"") + '"';
    }
    return value instanceof Literal literal ? literal.json() : "";
  }

  private static String written(Member member) {
    return member.name() + ":" + written(member.value());
  }
}
