package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.Optional;
import java.util.stream.Collectors;

/** The expressions of a template whose values it leaves open, as opaque parts of a text. */
final class Expressions {

  /** The end of the reason of a mistake: no value makes the expression a text. */
  static final String MALFORMED = " has no arguments of the form that it needs";

  private static final String FUNCTION = "Fn::";

  /** A longer expression is named by its place as well, and so equals no other one. */
  private static final int LONGEST = 120;

  private Expressions() {}

  /** Whether a value is open, not yet a text with opaque parts, and no mistake. */
  static boolean mayBeText(SourceNode value) {
    return value instanceof Unresolved open
        && open.opaque().isEmpty()
        && !open.reason().endsWith(MALFORMED);
  }

  /** The value of which nothing is known. */
  static Unresolved unknown(Unresolved open) {
    return new Unresolved(open.reason(), open.place());
  }

  /** A part of a value that is not known says nothing of the whole. */
  static SourceNode whole(SourceNode value) {
    return value instanceof Unresolved open ? unknown(open) : value;
  }

  /** Whether a value is a text with opaque parts. */
  static boolean isText(SourceNode value) {
    return value instanceof Unresolved open && open.opaque().isPresent();
  }

  /** The text of a value, with its opaque parts; empty if it need not be a text. */
  static String text(SourceNode value) {
    return value instanceof Text text
        ? text.text()
        : value instanceof Unresolved open ? open.opaque().orElse("") : "";
  }

  /** The function of an object whose only member it is. */
  static Optional<Member> function(SourceNode node) {
    return node instanceof Members object && object.members().size() == 1
        ? Optional.of(object.members().get(0)).filter(Expressions::isFunction)
        : Optional.empty();
  }

  private static boolean isFunction(Member member) {
    return member.name().equals("Ref") || member.name().startsWith(FUNCTION);
  }

  /** A function as YAML writes it: {@code !GetAtt Role.Arn}. */
  static String shown(Member function) {
    String name = function.name();
    String text =
        "!"
            + (name.startsWith(FUNCTION) ? name.substring(FUNCTION.length()) : name)
            + " "
            + shown(function.value(), function.name().equals("Fn::GetAtt") ? "." : ", ");
    if (text.length() <= LONGEST) {
      return text;
    }
    return text.substring(0, LONGEST)
        + "... ("
        + function.namePlace().line()
        + ":"
        + function.namePlace().column()
        + ")";
  }

  private static String shown(SourceNode node, String separator) {
    if (node instanceof Text text) {
      return text.text();
    }
    if (node instanceof Elements array) {
      return array.elements().stream()
          .limit(LONGEST)
          .map(element -> shown(element, ", "))
          .collect(Collectors.joining(separator));
    }
    if (node instanceof Members object && object.members().size() == 1) {
      return shown(object.members().get(0));
    }
    return node instanceof Literal literal ? literal.json() : "...";
  }
}
