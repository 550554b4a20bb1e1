package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A resource of a template. */
final class TemplateResource {

  private final Member resource;
  private final Intrinsics intrinsics;

  TemplateResource(Member resource, Intrinsics intrinsics) {
    this.resource = resource;
    this.intrinsics = intrinsics;
  }

  /** Its logical name. */
  String name() {
    return resource.name();
  }

  SourceNode node() {
    return resource.value();
  }

  String type() {
    return node().text("Type").orElse("");
  }

  /** A property as it is written. */
  Optional<SourceNode> raw(String name) {
    return node().at("Properties", name);
  }

  /** A property with its functions evaluated; empty if it is absent. */
  Optional<SourceNode> property(String name) {
    return raw(name).map(intrinsics::resolve);
  }

  /** A property that is a string and known. */
  Optional<String> text(String name) {
    return property(name).flatMap(TemplateResource::string);
  }

  /** The elements of a property as they are written. */
  List<SourceNode> rawElements(String name) {
    return raw(name).map(SourceNode::elements).orElse(List.of());
  }

  SourceNode resolve(SourceNode value) {
    return intrinsics.resolve(value);
  }

  static Optional<String> string(SourceNode value) {
    return value instanceof Text text ? Optional.of(text.text()) : Optional.empty();
  }

  static boolean isTrue(SourceNode value) {
    return (value instanceof Literal literal && literal.json().equals("true"))
        || (value instanceof Text text && text.text().equals("true"));
  }

  Unresolved because(String reason) {
    return new Unresolved(reason, resource.namePlace());
  }

  /** Whether a condition decides about the resource when the template is deployed. */
  boolean isConditional() {
    return node().member("Condition").isPresent();
  }

  Unresolved conditional() {
    return because("a condition decides about `" + name() + "` when it is deployed");
  }

  /** The logical names to which an expression refers. */
  static Set<String> references(SourceNode expression) {
    Set<String> names = new LinkedHashSet<>();
    collect(expression, names);
    return names;
  }

  private static void collect(SourceNode node, Set<String> names) {
    for (Member member : node.members()) {
      if (member.name().equals("Ref") && member.value() instanceof Text text) {
        names.add(text.text());
      } else if (member.name().equals("Fn::GetAtt")) {
        attribute(member.value()).ifPresent(names::add);
      } else {
        collect(member.value(), names);
      }
    }
    node.elements().forEach(element -> collect(element, names));
  }

  private static Optional<String> attribute(SourceNode argument) {
    Optional<String> dotted = string(argument);
    return dotted.isPresent()
        ? dotted.map(text -> text.substring(0, Math.max(0, text.indexOf('.'))))
        : argument.elements().stream().findFirst().flatMap(TemplateResource::string);
  }

  /** The logical name to which an expression refers and nothing else; empty for all others. */
  static Optional<String> reference(SourceNode expression) {
    if (expression.members().size() != 1) {
      return Optional.empty();
    }
    Member only = expression.members().get(0);
    return only.name().equals("Ref") || only.name().equals("Fn::GetAtt")
        ? references(expression).stream().findFirst()
        : Optional.empty();
  }
}
