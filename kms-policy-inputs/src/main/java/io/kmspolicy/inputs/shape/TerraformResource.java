package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.List;
import java.util.Optional;

/**
 * A resource in a plan or state.
 *
 * @param module the address of its module; empty for the root module
 * @param node the resource
 * @param unknown which of its values are known only after the plan is applied
 * @param earlier why it exists beside a newer object with its address: {@code deposed} with the
 *     key, or {@code forget}; empty for the current object
 */
record TerraformResource(
    String module, SourceNode node, Optional<SourceNode> unknown, String earlier) {

  /** Its address, which tells an earlier object from the current one. */
  String address() {
    return address(node.text("address").orElse(""), earlier);
  }

  static String address(String plain, String earlier) {
    return earlier.isEmpty() ? plain : plain + " (" + earlier + ")";
  }

  /** Whether there is no newer object with its address. */
  boolean isCurrent() {
    return earlier.isEmpty();
  }

  /** This as an object beside a newer one. */
  TerraformResource earlier(String reason) {
    return new TerraformResource(module, node, unknown, reason);
  }

  String type() {
    return node.text("type").orElse("");
  }

  /** Its type and name, as the configuration of its module refers to it. */
  String reference() {
    return type() + "." + node.text("name").orElse("");
  }

  boolean isData() {
    return node.text("mode").orElse("managed").equals("data");
  }

  /**
   * What tells it from others that the same block creates: a number, or a quotation mark and a
   * string; empty if it is the only one.
   */
  String index() {
    return node.member("index").map(TerraformResource::index).orElse("");
  }

  /** Whether its block creates no others. */
  boolean isOnly() {
    return index().isEmpty();
  }

  private static String index(SourceNode value) {
    if (value instanceof Text text) {
      return '"' + text.text();
    }
    return value instanceof Literal literal ? literal.json() : "";
  }

  /** Whether anything of it is known only after the plan is applied. */
  boolean isOpen() {
    return unknown.filter(values -> values.holds(TerraformResource::isTrue)).isPresent();
  }

  /** Whether a value, or a part of it, is known only after the plan is applied. */
  boolean isOpen(String member) {
    return unknown
        .flatMap(values -> values.member(member))
        .filter(value -> value.holds(TerraformResource::isTrue))
        .isPresent();
  }

  /** Whether all of a value is known only after the plan is applied. */
  boolean isWhollyOpen(String member) {
    return unknown
        .flatMap(values -> values.member(member))
        .filter(TerraformResource::isTrue)
        .isPresent();
  }

  static boolean isTrue(SourceNode value) {
    return value instanceof Literal literal && literal.json().equals("true");
  }

  /** A value that is known and not null. */
  Optional<SourceNode> value(String member) {
    return node.at("values", member)
        .filter(value -> !isOpen(member))
        .filter(value -> !(value instanceof Literal literal && literal.json().equals("null")));
  }

  /** A string that is known and not empty. */
  Optional<Text> text(String member) {
    return value(member)
        .filter(Text.class::isInstance)
        .map(Text.class::cast)
        .filter(text -> !text.text().isEmpty());
  }

  /** The content of a string that is known and not empty. */
  Optional<String> string(String member) {
    return text(member).map(Text::text);
  }

  /** The elements of a list that is known. */
  List<SourceNode> elements(String member) {
    return value(member).map(SourceNode::elements).orElse(List.of());
  }

  /**
   * The elements of a list, null in place of those that are known only after the plan is applied.
   */
  List<SourceNode> listed(String member) {
    return node.at("values", member).map(SourceNode::elements).orElse(List.of());
  }

  /** The strings of a list, also if other elements are known only after the plan is applied. */
  List<String> strings(String member) {
    return listed(member).stream()
        .filter(Text.class::isInstance)
        .map(element -> ((Text) element).text())
        .toList();
  }

  /** The reason for a value that is known only after the plan is applied. */
  Unresolved notYet(String member) {
    return new Unresolved("`" + member + "` is known only after the plan is applied", node.place());
  }

  /** The reason for a value that is not known. */
  Unresolved missing(String member) {
    return isOpen(member)
        ? notYet(member)
        : because("the file does not hold `" + member + "` of `" + address() + "`");
  }

  Unresolved because(String reason) {
    return new Unresolved(reason, node.place());
  }
}
