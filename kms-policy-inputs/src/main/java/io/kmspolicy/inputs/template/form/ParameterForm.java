package io.kmspolicy.inputs.template.form;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;

/**
 * What a template says of the values of a parameter.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html">CloudFormation:
 *     Parameters</a>
 */
public final class ParameterForm {

  private static final String NUMBER = "^[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?$";

  private ParameterForm() {}

  /** The text of a parameter that is not stated. */
  public static String opaque(String name, SourceNode parameter, String shown, String definition) {
    return OpaqueText.matching(kind(name, parameter), pattern(parameter), shown, definition);
  }

  /** Whether its name or description tells what it is. */
  public static Kind kind(String name, SourceNode parameter) {
    return ExpectedForm.kind(name, parameter.text("Description").orElse(""));
  }

  /** The pattern is about the value itself, not about what its name stands for elsewhere. */
  private static String pattern(SourceNode parameter) {
    return switch (parameter.text("Type").orElse("")) {
      case "Number" -> NUMBER;
      case "String", "CommaDelimitedList" -> parameter.text("AllowedPattern").orElse("");
      default -> "";
    };
  }
}
