package io.kmspolicy.inputs;

import io.kmspolicy.inputs.tree.OpenContent;
import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A policy of which values are missing, with an opaque part in place of each: in a principal, an
 * action, a resource, a value of a condition, a statement id, or in place of a whole statement,
 * condition block, principal or effect.
 */
final class OpaqueDocument {

  /** The conditions of the source that are told apart in a document. */
  private static final int CONDITIONS = 6;

  private OpaqueDocument() {}

  /** The document; empty if a value is missing elsewhere, or for a mistake in the file. */
  static Optional<SourceNode> of(SourceNode document) {
    if (document.holds(OpaqueDocument::looksOpaque)) {
      return Optional.empty();
    }
    SourceNode opaque =
        members(
            document,
            (name, value) ->
                switch (name) {
                  case "Statement" -> statements(value);
                  case "Id" -> texts(value);
                  default -> value;
                });
    return PolicyInputs.unresolved(opaque).findAny().isPresent()
        ? Optional.empty()
        : Optional.of(opaque);
  }

  /** Whether the file itself has the characters that mark opaque parts. */
  private static boolean looksOpaque(SourceNode node) {
    return (node instanceof Text text && OpaqueText.in(text.text()))
        || node.members().stream().anyMatch(member -> OpaqueText.in(member.name()));
  }

  private static SourceNode statements(SourceNode value) {
    Set<String> conditions = new HashSet<>();
    return value instanceof Elements array
        ? new Elements(
            array.elements().stream().map(one -> statement(one, conditions)).toList(),
            array.place())
        : members(value, OpaqueDocument::element);
  }

  /**
   * A statement.
   *
   * @param conditions the conditions of the source on which the statements before it depend
   */
  private static SourceNode statement(SourceNode statement, Set<String> conditions) {
    SourceNode known = whole(Kind.STATEMENT, members(statement, OpaqueDocument::element));
    Set<String> all = new HashSet<>(conditions);
    for (String text : texts(known, new ArrayList<>())) {
      OpaqueText.truths(text).forEach(truth -> all.add(truth.reference()));
    }
    if (all.size() > CONDITIONS) {
      return written(unknown(Kind.STATEMENT, known), known.place());
    }
    conditions.addAll(all);
    return known;
  }

  private static SourceNode element(String name, SourceNode value) {
    return switch (name) {
      case "Effect" -> whole(Kind.EFFECT, value);
      case "Principal", "NotPrincipal" ->
          whole(Kind.PRINCIPAL, members(value, (member, names) -> texts(names)));
      case "Action", "NotAction", "Resource", "NotResource", "Sid" -> texts(value);
      case "Condition" -> condition(value);
      default -> value;
    };
  }

  /** A block; one with an operator or a key that is not known, as a whole. */
  private static SourceNode condition(SourceNode value) {
    SourceNode block =
        whole(
            Kind.CONDITION,
            members(value, (operator, tests) -> members(tests, (key, values) -> texts(values))));
    boolean isKnown =
        PolicyInputs.unresolved(block).findAny().isEmpty()
            || PolicyInputs.unresolved(block).anyMatch(open -> open.opaque().isEmpty());
    return isKnown ? block : written(unknown(Kind.CONDITION, block), block.place());
  }

  /** The text of a value of which nothing counts but that it is this one. */
  private static String unknown(Kind kind, SourceNode value) {
    List<String> expressions =
        texts(value, new ArrayList<>()).stream()
            .flatMap(text -> OpaqueText.parts(text).stream())
            .map(OpaqueText.Part::reference)
            .distinct()
            .toList();
    return OpaqueText.of(kind, String.join(", ", expressions), OpenContent.of(List.of(value)));
  }

  private static List<String> texts(SourceNode value, List<String> found) {
    if (text(value) instanceof Text text) {
      found.add(text.text());
    }
    value.members().forEach(member -> texts(member.value(), found));
    value.elements().forEach(element -> texts(element, found));
    return found;
  }

  private static SourceNode members(SourceNode node, Change change) {
    if (!(node instanceof Members object)) {
      return node;
    }
    List<Member> members = new ArrayList<>();
    for (Member member : object.members()) {
      SourceNode value = change.of(member.name(), member.value());
      members.add(new Member(member.name(), member.namePlace(), value));
    }
    return new Members(members, object.place());
  }

  /** What becomes of the value of a member. */
  private interface Change {
    SourceNode of(String name, SourceNode value);
  }

  private static SourceNode texts(SourceNode value) {
    return value instanceof Elements array
        ? new Elements(array.elements().stream().map(OpaqueDocument::text).toList(), array.place())
        : text(value);
  }

  private static SourceNode text(SourceNode value) {
    return value instanceof Unresolved open && open.opaque().isPresent()
        ? written(open.opaque().get(), open.place())
        : value;
  }

  /** A value that a string stands for, with all that is not known of it. */
  private static SourceNode whole(Kind kind, SourceNode value) {
    return value instanceof Unresolved open && open.opaque().isPresent()
        ? written(OpaqueText.whole(kind, open.opaque().get()), open.place())
        : value;
  }

  private static SourceNode written(String text, Place place) {
    return new Text(text, place, offset -> place);
  }
}
