package io.kmspolicy.inputs;

import io.kmspolicy.inputs.shape.KeySketch;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.resource.UnnamedKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the made-up ids of keys where they stand for a text: in the principals and conditions of a
 * document. As a resource, a made-up ARN stands for its key.
 */
final class MadeUpValues {

  private static final Set<String> ELEMENTS = Set.of("Principal", "NotPrincipal", "Condition");

  private final List<KeySketch> keys;

  /** Finds the ids of those keys that are made up. */
  MadeUpValues(List<KeySketch> keys) {
    this.keys = keys.stream().filter(key -> UnnamedKey.is(key.key())).toList();
  }

  /** Why a value of a document is not known; empty if no made-up id is in one. */
  Optional<Unresolved> in(SourceNode node) {
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    for (SourceNode.Member member : node.members()) {
      Optional<Unresolved> found =
          ELEMENTS.contains(member.name()) ? inValue(member.value()) : in(member.value());
      if (found.isPresent()) {
        return found;
      }
    }
    return node.elements().stream().flatMap(element -> in(element).stream()).findFirst();
  }

  private Optional<Unresolved> inValue(SourceNode value) {
    return keys.stream()
        .filter(key -> value.holds(part -> isIn(part, key.key().keyId())))
        .map(
            key ->
                new Unresolved(
                    "a value depends on the id of the key `" + key.name() + "`, which is not known",
                    value.place()))
        .findFirst();
  }

  private static boolean isIn(SourceNode part, String id) {
    return part instanceof Text text && text.text().contains(id);
  }
}
