package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of a parameter that the user states as text: the text, a list, or not known, as the
 * type of the parameter says.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html">CloudFormation:
 *     Parameters</a>
 */
final class StatedParameter {

  private static final String SSM = "AWS::SSM::Parameter::Value<";
  private static final String LIST = "List<";

  private StatedParameter() {}

  /**
   * The value.
   *
   * @param name the name of the parameter
   * @param parameter its declaration
   * @param stated the text that the user states
   * @param place the place of the reference
   */
  static SourceNode value(String name, SourceNode parameter, String stated, Place place) {
    String type = parameter.text("Type").orElse("");
    if (type.equals("CommaDelimitedList") || type.startsWith(LIST)) {
      return list(name, stated, place);
    }
    if (type.startsWith(SSM)) {
      return new Unresolved(
          "the stated value of `"
              + name
              + "` is the name of a parameter of Systems Manager, whose value is not in the file",
          place);
    }
    if (type.equals("String") || type.equals("Number") || type.startsWith("AWS::")) {
      return Intrinsics.text(stated, place);
    }
    return new Unresolved("the type of the parameter `" + name + "` is not known", place);
  }

  /** The elements are trimmed; whether nothing is no element or an empty one is not documented. */
  private static SourceNode list(String name, String stated, Place place) {
    if (stated.isBlank()) {
      return new Unresolved("the list that is stated for `" + name + "` is empty", place);
    }
    List<SourceNode> elements = new ArrayList<>();
    for (String element : stated.split(",", -1)) {
      elements.add(Intrinsics.text(element.strip(), place));
    }
    return new Elements(elements, place);
  }
}
