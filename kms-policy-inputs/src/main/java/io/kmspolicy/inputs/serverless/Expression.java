package io.kmspolicy.inputs.serverless;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.List;

/** Functions of CloudFormation. */
final class Expression {

  static final String IF = "Fn::If";
  private static final String REF = "Ref";
  private static final String NO_VALUE = "AWS::NoValue";

  private Expression() {}

  /** Whether a member is a function, or stands for members that are not in the file. */
  static boolean isFunction(Member member) {
    return member.name().startsWith("Fn::") || member.name().equals("<<");
  }

  /** Whether a value is a function. */
  static boolean is(SourceNode value) {
    return value.members().size() == 1
        && (isFunction(value.members().get(0)) || value.member(REF).isPresent());
  }

  static boolean isNoValue(SourceNode value) {
    return is(value) && value.text(REF).filter(NO_VALUE::equals).isPresent();
  }

  /** The value that removes what holds it. */
  static SourceNode noValue(Place place) {
    return object(REF, text(NO_VALUE, place), place);
  }

  static Text text(String text, Place place) {
    return new Text(text, place, offset -> place);
  }

  /** An object with one member. */
  static Members object(String name, SourceNode value, Place place) {
    return new Members(List.of(new Member(name, place, value)), place);
  }

  /** A text with the values of the template in place of its variables. */
  static SourceNode substituted(String text, List<Member> variables, Place place) {
    SourceNode pattern = text(text, place);
    return object(
        "Fn::Sub",
        variables.isEmpty()
            ? pattern
            : new Elements(List.of(pattern, new Members(variables, place)), place),
        place);
  }
}
