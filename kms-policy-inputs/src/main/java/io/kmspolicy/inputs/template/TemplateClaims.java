package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.shape.Claim;
import io.kmspolicy.inputs.shape.Claim.Owner;
import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a template says about users and roles that other files may define: the policies that it
 * attaches by name, or by an expression that may be any name.
 */
final class TemplateClaims {

  private static final List<String> OWNERS =
      List.of("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group");

  /** The logical names of users, groups and roles. */
  private final Set<String> logical;

  private final StateSketch sketch;

  private TemplateClaims(Set<String> logical, StateSketch sketch) {
    this.logical = logical;
    this.sketch = sketch;
  }

  static void add(List<TemplateResource> all, StateSketch sketch) {
    Set<String> names =
        all.stream()
            .filter(resource -> OWNERS.contains(resource.type()))
            .map(TemplateResource::name)
            .collect(Collectors.toSet());
    TemplateClaims claims = new TemplateClaims(names, sketch);
    all.forEach(claims::add);
  }

  /** What becomes resources that the template does not show may be anybody's policy or boundary. */
  static void addAnybody(Expansions.Expansion part, StateSketch sketch) {
    for (Owner owner : List.of(Owner.ROLE, Owner.USER)) {
      addAll(owner, "", part.name(), part.reason(), sketch);
    }
  }

  /**
   * Adds that a user or role that the template does not identify may be one of another file.
   *
   * @param name its name; empty if it is not known
   */
  static void addUnidentified(
      TemplateResource owner, Optional<String> name, String property, StateSketch sketch) {
    String target = name.orElse(owner.raw(property).isPresent() ? "" : madeName(owner));
    String why =
        name.isPresent()
            ? "the account or the path is not known"
            : "the name is not known; state it with --parameter " + owner.name() + "=NAME";
    Unresolved reason =
        owner.because("it may be `" + owner.name() + "` of the file, of which " + why);
    addAll(
        owner.type().equals("AWS::IAM::Role") ? Owner.ROLE : Owner.USER,
        target,
        owner.name(),
        reason,
        sketch);
  }

  private static void addAll(
      Owner owner, String target, String name, Unresolved reason, StateSketch sketch) {
    Owner boundary = owner == Owner.ROLE ? Owner.ROLE_BOUNDARY : Owner.USER_BOUNDARY;
    sketch.claims().add(new Claim(owner, target, name, reason));
    sketch.claims().add(new Claim(boundary, target, name, reason));
  }

  /**
   * The names that CloudFormation makes: that of the stack, the logical name, and a random part,
   * with hyphens between them. It cuts long names, so the logical name may be only begun.
   */
  private static String madeName(TemplateResource resource) {
    return "*-" + resource.name().charAt(0) + "*-*";
  }

  private void add(TemplateResource resource) {
    switch (resource.type()) {
      case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy" -> {
        if (resource.type().equals("AWS::IAM::ManagedPolicy")) {
          addManaged(resource);
        }
        add(resource, "Roles", Owner.ROLE);
        add(resource, "Users", Owner.USER);
        addGroups(resource, "Groups");
      }
      case "AWS::IAM::RolePolicy" -> add(resource, "RoleName", Owner.ROLE);
      case "AWS::IAM::UserPolicy" -> add(resource, "UserName", Owner.USER);
      case "AWS::IAM::GroupPolicy" -> addGroups(resource, "GroupName");
      case "AWS::IAM::UserToGroupAddition" -> add(resource, "Users", Owner.USER);
      case "AWS::IAM::Group" -> {
        addGroups(resource, "Policies");
        addGroups(resource, "ManagedPolicyArns");
      }
      default -> {
        // Nothing else has a policy of a user or role.
      }
    }
  }

  private void addManaged(TemplateResource policy) {
    if (policy.raw("ManagedPolicyName").isPresent()) {
      add(policy, "ManagedPolicyName", Owner.MANAGED);
    } else {
      claim(policy, Owner.MANAGED, madeName(policy));
    }
  }

  private void add(TemplateResource resource, String property, Owner owner) {
    Optional<SourceNode> given = resource.raw(property);
    given.ifPresent(value -> add(resource, value, owner));
  }

  private void add(TemplateResource resource, SourceNode value, Owner owner) {
    if (value instanceof Elements) {
      value.elements().forEach(element -> add(resource, element, owner));
      return;
    }
    if (TemplateResource.reference(value).filter(logical::contains).isPresent()) {
      return;
    }
    SourceNode resolved = resource.resolve(value);
    List<SourceNode> names =
        resolved instanceof Elements list ? list.elements() : List.of(resolved);
    for (SourceNode name : names) {
      // The value of a parameter may be a list with commas.
      String text = TemplateResource.string(name).orElse("");
      for (String target : text.split(",", -1)) {
        claim(resource, owner, target.strip());
      }
    }
  }

  /** A group may have any user. */
  private void addGroups(TemplateResource resource, String property) {
    if (resource.raw(property).isPresent()) {
      claim(resource, Owner.USER, "");
    }
  }

  private void claim(TemplateResource resource, Owner owner, String target) {
    String of = target.isEmpty() ? "an owner that it does not name" : "`" + target + "`";
    Unresolved reason = resource.because("the file has `" + resource.name() + "` for " + of);
    sketch.claims().add(new Claim(owner, target, resource.name(), reason));
  }
}
