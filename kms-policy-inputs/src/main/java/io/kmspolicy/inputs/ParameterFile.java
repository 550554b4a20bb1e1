package io.kmspolicy.inputs;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the values of parameters in the forms that the tools of CloudFormation take: an array of
 * objects with {@code ParameterKey} and {@code ParameterValue}, an array of strings {@code
 * NAME=VALUE}, and an object with a member {@code Parameters}.
 *
 * <p>A parameter with {@code UsePreviousValue} has no value here, and stays unknown.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Parameter.html">CloudFormation:
 *     Parameter</a>
 */
final class ParameterFile {

  private static final String NAME = "ParameterKey";
  private static final String VALUE = "ParameterValue";
  private static final String FORMS =
      "must be an array of objects with ParameterKey and ParameterValue, an array of strings"
          + " NAME=VALUE, or an object with a member Parameters";

  private final Map<String, String> values = new LinkedHashMap<>();

  private final String source;

  private ParameterFile(String source) {
    this.source = source;
  }

  /**
   * The values by name.
   *
   * @param source the name of the file, for locations
   * @throws InputException if the file has another form, or states a parameter twice
   */
  static Map<String, String> read(String source, SourceNode root) throws InputException {
    ParameterFile file = new ParameterFile(source);
    Optional<SourceNode> members = root.member("Parameters");
    if (members.isPresent() && members.get() instanceof SourceNode.Members object) {
      for (Member member : object.members()) {
        file.add(member.name(), file.text(member.value()), member.namePlace());
      }
    } else if (root instanceof SourceNode.Elements array) {
      for (SourceNode element : array.elements()) {
        file.add(element);
      }
    } else {
      throw file.malformed(root.place(), FORMS);
    }
    return Map.copyOf(file.values);
  }

  private void add(SourceNode element) throws InputException {
    if (element instanceof Text pair && pair.text().indexOf('=') > 0) {
      int equals = pair.text().indexOf('=');
      add(pair.text().substring(0, equals), pair.text().substring(equals + 1), pair.place());
      return;
    }
    Optional<SourceNode> name = element.member(NAME);
    if (name.isEmpty()) {
      throw malformed(element.place(), FORMS);
    }
    Optional<SourceNode> value = element.member(VALUE);
    if (value.isPresent()) {
      add(text(name.get()), text(value.get()), name.get().place());
    } else if (element.member("UsePreviousValue").isEmpty()) {
      throw malformed(element.place(), "has no " + VALUE);
    }
  }

  private void add(String name, String value, Place place) throws InputException {
    if (values.putIfAbsent(name, value) != null) {
      throw malformed(place, "the parameter `" + name + "` is stated twice");
    }
  }

  private String text(SourceNode node) throws InputException {
    if (node instanceof Text text) {
      return text.text();
    }
    if (node instanceof SourceNode.Literal literal && !literal.json().equals("null")) {
      return literal.json();
    }
    throw malformed(node.place(), "must be a string");
  }

  private InputException malformed(Place place, String message) {
    return new InputException(place.in(source), message);
  }
}
