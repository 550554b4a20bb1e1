package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.SourceNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

  private static final String SAM = "AWS::Serverless::";

  /** The resources that make roles: a new one is a change, too. */
  private static final List<String> MAKERS = List.of("AWS::SSO::", SAM);

  private final Map<String, SourceNode> before;
  private final Map<String, SourceNode> after;
  private final ChangedSettings settings;

  /** Whether what the resources of SAM have in common differs. */
  private final boolean globalsDiffer;

  private TemplateChange(SourceNode before, SourceNode after) {
    this.before = resources(before);
    this.after = resources(after);
    this.settings = new ChangedSettings(before, after);
    this.globalsDiffer = differ(before.member("Globals"), after.member("Globals"));
  }

  /**
   * The logical names of the resources.
   *
   * @param known the logical names of the users and roles whose policies are layers
   */
  public static Set<String> of(SourceNode before, SourceNode after, Set<String> known) {
    return new TemplateChange(before, after).found(known);
  }

  private static Map<String, SourceNode> resources(SourceNode root) {
    Map<String, SourceNode> resources = new LinkedHashMap<>();
    root.member("Resources").map(SourceNode::members).orElse(List.of()).stream()
        .forEach(member -> resources.put(member.name(), member.value()));
    return resources;
  }

  private Set<String> found(Set<String> known) {
    Set<String> found = new TreeSet<>();
    Map<String, Set<String>> attachments = changedAttachments();
    after.forEach(
        (name, resource) -> {
          String type = type(resource);
          Optional<SourceNode> old = Optional.ofNullable(before.get(name));
          if (OWNERS.containsKey(type) && !known.contains(name)) {
            // The policies of one that only the file after the change has are named themselves.
            if (old.isPresent() && differ(old.get(), resource, OWNERS.get(type))) {
              found.add(name);
            }
            found.addAll(attachments.getOrDefault(name, Set.of()));
          } else if (DECIDING.containsKey(type)) {
            boolean isChanged =
                old.map(was -> differ(was, resource, DECIDING.get(type)))
                    .orElse(MAKERS.stream().anyMatch(type::startsWith));
            if (isChanged || (globalsDiffer && type.startsWith(SAM))) {
              found.add(name);
            }
          }
        });
    return found;
  }

  /** The changed policies and memberships, by the names that they mention. */
  private Map<String, Set<String>> changedAttachments() {
    Map<String, Set<String>> found = new HashMap<>();
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      Optional<SourceNode> was = Optional.ofNullable(before.get(name));
      Optional<SourceNode> is = Optional.ofNullable(after.get(name));
      if (differ(was, is)) {
        addMentioned(was, name, found);
        addMentioned(is, name, found);
      }
    }
    return found;
  }

  private static void addMentioned(
      Optional<SourceNode> attachment, String name, Map<String, Set<String>> found) {
    String type = attachment.map(TemplateChange::type).orElse("");
    if (type.startsWith("AWS::IAM::") && !OWNERS.containsKey(type)) {
      for (String owner : MentionedNames.in(attachment)) {
        found.computeIfAbsent(owner, unused -> new LinkedHashSet<>()).add(name);
      }
    }
  }

  private static String type(SourceNode resource) {
    return resource.text("Type").orElse("");
  }

  private boolean differ(SourceNode was, SourceNode is, List<String> properties) {
    return differ(was.member("Condition"), is.member("Condition"))
        || properties.stream()
            .anyMatch(name -> differ(was.at("Properties", name), is.at("Properties", name)));
  }

  /** Whether two values have other texts, or mention a setting that differs. */
  private boolean differ(Optional<SourceNode> was, Optional<SourceNode> is) {
    return !written(was).equals(written(is)) || settings.mayChange(was);
  }

  private static Optional<String> written(Optional<SourceNode> value) {
    return value.map(node -> new DocumentWriter(node).json());
  }
}
