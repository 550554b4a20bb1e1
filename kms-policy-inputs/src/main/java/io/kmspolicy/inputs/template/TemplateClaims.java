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

  private final Set<String> logical;
  private final StateSketch sketch;

  private TemplateClaims(Set<String> logical, StateSketch sketch) {
    this.logical = logical;
    this.sketch = sketch;
  }

  static void add(List<TemplateResource> all, StateSketch sketch) {
    Set<String> names = all.stream().map(TemplateResource::name).collect(Collectors.toSet());
    TemplateClaims claims = new TemplateClaims(names, sketch);
    all.forEach(claims::add);
  }

  /** A macro over the whole template may attach policies to anybody. */
  static void addAnybody(Expansions.Expansion macro, StateSketch sketch) {
    for (Owner owner : List.of(Owner.ROLE, Owner.USER)) {
      sketch.claims().add(new Claim(owner, "", macro.name(), macro.reason()));
    }
  }

  private void add(TemplateResource resource) {
    switch (resource.type()) {
      case "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy" -> {
        if (resource.type().equals("AWS::IAM::ManagedPolicy")) {
          add(resource, "ManagedPolicyName", Owner.MANAGED);
        }
        add(resource, "Roles", Owner.ROLE);
        add(resource, "Users", Owner.USER);
        addGroups(resource, "Groups");
      }
      case "AWS::IAM::RolePolicy" -> add(resource, "RoleName", Owner.ROLE);
      case "AWS::IAM::UserPolicy" -> add(resource, "UserName", Owner.USER);
      case "AWS::IAM::GroupPolicy" -> addGroups(resource, "GroupName");
      case "AWS::IAM::UserToGroupAddition" -> add(resource, "Users", Owner.USER);
      default -> {
        if (resource.name().startsWith("Fn::")) {
          claim(resource, Owner.ROLE, "");
          claim(resource, Owner.USER, "");
        }
      }
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
