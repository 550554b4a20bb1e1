package io.kmspolicy.inputs.template.change;

import io.kmspolicy.inputs.template.Expansions;
import io.kmspolicy.inputs.template.MentionedNames;
import io.kmspolicy.inputs.tree.DocumentWriter;
import io.kmspolicy.inputs.tree.SourceNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The resources that decide about policies which are in no layer of a template, and that differ
 * between two templates: what a template leaves open, such as users and roles whose names are not
 * known and policies with a value that is not known; permission sets, and what decides which
 * policies of an organization or of a VPC endpoint apply.
 */
public final class TemplateChange {

  private static final String POLICIES = "Policies";
  private static final String BOUNDARY = "PermissionsBoundary";
  private static final String MANAGED = "ManagedPolicyArns";

  private static final String CONTROL = "AWS::ControlTower::EnabledControl";
  private static final String GROUP = "AWS::IAM::Group";

  /** The properties of users and roles that hold policies. */
  private static final Map<String, List<String>> OWNERS =
      Map.of(
          "AWS::IAM::Role", List.of(POLICIES, MANAGED, BOUNDARY),
          "AWS::IAM::User", List.of(POLICIES, MANAGED, BOUNDARY, "Groups"));

  /** The properties of other resources that decide which policies apply. */
  private static final Map<String, List<String>> DECIDING =
      Map.of(
          "AWS::EC2::VPCEndpoint",
          List.of("PolicyDocument"),
          "AWS::Organizations::Account",
          List.of("ParentIds"),
          "AWS::Organizations::OrganizationalUnit",
          List.of("ParentId"),
          "AWS::Organizations::Policy",
          List.of("TargetIds"),
          "AWS::SSO::PermissionSet",
          List.of("InlinePolicy", "ManagedPolicies", "CustomerManagedPolicyReferences", BOUNDARY),
          "AWS::SSO::Assignment",
          List.of("PermissionSetArn", "TargetId"),
          CONTROL,
          List.of("ControlIdentifier", "TargetIdentifier", "Parameters"),
          GROUP,
          List.of(MANAGED));

  /** The properties of other resources that hold what the template may leave open. */
  private static final Map<String, List<String>> PARTS =
      Map.of(
          "AWS::KMS::Key", List.of("KeyPolicy"),
          "AWS::KMS::ReplicaKey", List.of("KeyPolicy"));

  /** The resources that make roles: a new one is a change, too. */
  private static final String MAKERS = "AWS::SSO::";

  private final SourceNode was;
  private final SourceNode is;
  private final Map<String, SourceNode> before;
  private final Map<String, SourceNode> after;
  private final ChangedSettings settings;

  private TemplateChange(SourceNode before, SourceNode after) {
    this.was = before;
    this.is = after;
    this.before = KmsParts.resources(before);
    this.after = KmsParts.resources(after);
    this.settings = new ChangedSettings(before, after);
  }

  /**
   * The logical names of the resources.
   *
   * @param open the names of what the second template leaves open; a policy inside a resource has
   *     the logical name of the resource, a slash and its own name
   */
  public static Set<String> of(SourceNode before, SourceNode after, Set<String> open) {
    Set<String> logical = new LinkedHashSet<>();
    open.forEach(name -> logical.add(name.replaceFirst("(?s)/.*", "")));
    return new TemplateChange(before, after).found(logical);
  }

  private Set<String> found(Set<String> open) {
    Set<String> found = new TreeSet<>();
    addMacro(found);
    addLimits(found);
    Map<String, Set<String>> attachments = changedAttachments();
    after.forEach(
        (name, resource) -> {
          String type = type(resource);
          Optional<SourceNode> old = Optional.ofNullable(before.get(name));
          if (OWNERS.containsKey(type) && open.contains(name)) {
            // The policies of one that only the file after the change has are named themselves.
            if (old.isPresent() && differ(old.get(), resource, OWNERS.get(type))) {
              found.add(name);
            }
            found.addAll(attachments.getOrDefault(name, Set.of()));
          } else if (DECIDING.containsKey(type)) {
            boolean isChanged =
                old.map(was -> differ(was, resource, DECIDING.get(type)))
                    .orElse(type.startsWith(MAKERS));
            if (isChanged) {
              found.add(name);
            }
          }
          if (!OWNERS.containsKey(type)
              && (open.contains(name) || isConditional(type, resource))
              && old.filter(was -> isOtherPart(was, resource)).isPresent()) {
            found.add(name);
          }
        });
    return found;
  }

  /** Whether it depends on a condition to whom a resource attaches policies. */
  private static boolean isConditional(String type, SourceNode resource) {
    return type.startsWith(KmsParts.IAM) && resource.member("Condition").isPresent();
  }

  /** Whether a resource that is open differs: what is open in it need not be the same. */
  private boolean isOtherPart(SourceNode was, SourceNode is) {
    List<String> parts = PARTS.get(type(is));
    return parts == null ? differ(Optional.of(was), Optional.of(is)) : differ(was, is, parts);
  }

  /** A macro may make anything of whatever differs. */
  private void addMacro(Set<String> found) {
    if (Expansions.ofAll(was).isPresent()
        && !written(Optional.of(was)).equals(written(Optional.of(is)))) {
      Expansions.ofAll(is).ifPresent(macro -> found.add(macro.name()));
    }
  }

  /** What denied something may be gone: a control, or a group that is not empty elsewhere. */
  private void addLimits(Set<String> found) {
    before.forEach(
        (name, resource) -> {
          boolean isLimit =
              type(resource).equals(CONTROL)
                  || (type(resource).equals(GROUP)
                      && resource.at("Properties", MANAGED).isPresent());
          if (isLimit && !after.containsKey(name)) {
            found.add(name);
          }
        });
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
    if (type.startsWith(KmsParts.IAM) && !OWNERS.containsKey(type)) {
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
