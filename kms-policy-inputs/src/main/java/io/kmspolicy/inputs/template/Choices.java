package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The texts of which a template says that a value is one of them. */
final class Choices {

  private final SourceNode template;

  Choices(SourceNode template) {
    this.template = template;
  }

  /** The texts of which the value of a function is one; none if it may be another. */
  Set<String> of(Member function) {
    List<SourceNode> found =
        switch (function.name()) {
          case "Ref" -> ofParameter(function.value());
          case "Fn::FindInMap" -> ofMapping(function.value().elements());
          default -> List.of();
        };
    Set<String> texts = new LinkedHashSet<>();
    for (SourceNode one : found) {
      if (!(one instanceof Text text) || text.text().contains("{{resolve:")) {
        return Set.of();
      }
      texts.add(text.text());
    }
    return texts;
  }

  private List<SourceNode> ofParameter(SourceNode name) {
    Optional<SourceNode> allowed =
        name instanceof Text text
            ? template.at("Parameters", text.text(), "AllowedValues")
            : Optional.empty();
    boolean isOne =
        name instanceof Text text
            && template
                .text("Parameters", text.text(), "Type")
                .filter("String"::equals)
                .isPresent();
    return isOne ? allowed.map(SourceNode::elements).orElse(List.of()) : List.of();
  }

  /** What the keys may lead to: a key that is an expression may be any. */
  private List<SourceNode> ofMapping(List<SourceNode> keys) {
    List<SourceNode> found = template.member("Mappings").map(List::of).orElse(List.of());
    if (keys.size() != 3) {
      return List.of();
    }
    for (SourceNode key : keys) {
      found =
          found.stream()
              .flatMap(
                  node ->
                      key instanceof Text name
                          ? node.member(name.text()).stream()
                          : node.members().stream().map(Member::value))
              .toList();
    }
    return found;
  }
}
