package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.List;
import java.util.Optional;

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

  /** A property as it is written; empty if it is absent. */
  Optional<SourceNode> raw(String name) {
    return raw(node(), name);
  }

  /**
   * A property of a resource as it is written. No property is known where something in the resource
   * stands for members that are not in the file.
   */
  static Optional<SourceNode> raw(SourceNode resource, String name) {
    Optional<Unresolved> insertion = insertion(resource);
    return insertion.isPresent()
        ? Optional.of(insertion.get())
        : resource.at("Properties", name).filter(value -> !NoValue.is(value));
  }

  private static Optional<Unresolved> insertion(SourceNode resource) {
    return Insertions.in(resource).or(() -> resource.member("Properties").flatMap(Insertions::in));
  }

  /** Why its properties are not known; empty if they are. */
  Optional<Unresolved> insertion() {
    return insertion(node());
  }

  /** A property with its functions evaluated; empty if it is absent. */
  Optional<SourceNode> property(String name) {
    return raw(name).map(intrinsics::resolve);
  }

  /** A property that is a string and known. */
  Optional<String> text(String name) {
    return property(name).flatMap(TemplateResource::string);
  }

  /**
   * The elements of a list, each as it is written; the whole expression as one element where the
   * list is not known.
   */
  List<SourceNode> list(String name) {
    return raw(name).map(this::elements).orElse(List.of());
  }

  private List<SourceNode> elements(SourceNode list) {
    SourceNode array = list instanceof Elements ? list : resolve(list);
    return array instanceof Elements
        ? array.elements().stream().filter(element -> !NoValue.is(element)).toList()
        : List.of(list);
  }

  /** The policies inside a user, group or role, with their functions evaluated. */
  List<SourceNode> policies() {
    return raw("Policies").map(intrinsics::policies).orElse(List.of());
  }

  /** Why an expression is no text that is known. */
  Unresolved open(SourceNode expression) {
    SourceNode value = resolve(expression);
    return Intrinsics.open(value)
        .orElseGet(() -> new Unresolved("the value is no text", expression.place()));
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

  static boolean isFalse(SourceNode value) {
    return (value instanceof Literal literal && literal.json().equals("false"))
        || (value instanceof Text text && text.text().equals("false"));
  }

  Unresolved because(String reason) {
    return new Unresolved(reason, resource.namePlace());
  }

  /** Whether a condition decides about the resource when the template is deployed. */
  boolean isConditional() {
    return node().member("Condition").isPresent();
  }

  /** The name of the condition that decides about the resource; empty if there is none. */
  String condition() {
    return node().text("Condition").orElse("");
  }

  Unresolved conditional() {
    return because("a condition decides about `" + name() + "` when it is deployed");
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
    return switch (only.name()) {
      case "Ref" -> string(only.value());
      case "Fn::GetAtt" -> attribute(only.value());
      default -> Optional.empty();
    };
  }
}
