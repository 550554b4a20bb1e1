package io.kmspolicy.inputs;

import io.kmspolicy.inputs.tree.InputSyntaxException;
import io.kmspolicy.inputs.tree.OpenContent;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.inputs.tree.SourceNodes;
import io.kmspolicy.model.json.OpaqueText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A policy that its source makes as one text, such as an {@code Fn::Sub} of a whole JSON document.
 * An expression inside a string of the document stands for a part of the string: one whose value
 * ends the string makes text that is no policy, or another list of names.
 */
final class OpaqueJson {

  /** A character that marks opaque parts, as an escape of the document's own. */
  private static final Pattern ESCAPED = Pattern.compile("\\\\u[fF][dD][dD][0-2]");

  private OpaqueJson() {}

  /** The document; empty if the text is none for every value of its expressions. */
  static Optional<SourceNode> of(Unresolved whole) {
    Optional<String> text =
        whole
            .opaque()
            .filter(json -> json.stripLeading().startsWith("{"))
            .filter(json -> !ESCAPED.matcher(json).find());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Text json = new Text(text.get(), whole.place(), offset -> whole.place());
      return Optional.of(open(SourceNodes.readInside(json), whole));
    } catch (InputSyntaxException depends) {
      return Optional.empty(); // An expression beside the strings may stand for any text.
    }
  }

  private static SourceNode open(SourceNode node, Unresolved whole) {
    if (node instanceof Text text) {
      return OpaqueText.in(text.text())
          ? new Unresolved(whole.reason(), text.place()).withOpaque(text.text())
          : text;
    }
    if (node instanceof Elements array) {
      return new Elements(
          array.elements().stream().map(element -> open(element, whole)).toList(), array.place());
    }
    if (!(node instanceof Members object)) {
      return node;
    }
    List<Member> members = new ArrayList<>();
    for (Member member : object.members()) {
      if (OpaqueText.in(member.name())) {
        String any =
            OpaqueText.of(
                OpaqueText.Kind.ANY,
                OpaqueText.parts(member.name()).iterator().next().reference(),
                OpenContent.of(List.of(object)));
        return new Unresolved(whole.reason(), object.place()).withOpaque(any);
      }
      members.add(new Member(member.name(), member.namePlace(), open(member.value(), whole)));
    }
    return new Members(members, object.place());
  }
}
