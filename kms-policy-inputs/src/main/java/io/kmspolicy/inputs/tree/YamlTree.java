package io.kmspolicy.inputs.tree;

import io.kmspolicy.model.json.JsonTree;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads settings in YAML by the reader of templates, which limits nesting and aliases. */
public final class YamlTree {

  private static final int MAX_CHARACTERS = 1 << 20;

  private YamlTree() {}

  /**
   * The tree of a text; a text without a value is an empty object.
   *
   * @throws IOException if the text is not YAML; the message begins with line and column
   */
  public static JsonTree parse(String yaml) throws IOException {
    if (yaml.length() > MAX_CHARACTERS) {
      throw new IOException("1:1: the text is longer than " + MAX_CHARACTERS + " characters");
    }
    if (yaml.lines().map(String::strip).allMatch(line -> line.isEmpty() || line.startsWith("#"))) {
      return new JsonTree.Members(Map.of(), 1, 1);
    }
    try {
      return tree(SourceNodes.read(yaml));
    } catch (InputSyntaxException malformed) {
      throw new IOException(
          malformed.line() + ":" + malformed.column() + ": " + malformed.getMessage(), malformed);
    }
  }

  private static JsonTree tree(SourceNode node) {
    Place at = node.place();
    if (node instanceof SourceNode.Members object) {
      Map<String, JsonTree> members = new LinkedHashMap<>();
      object.members().forEach(member -> members.put(member.name(), tree(member.value())));
      return new JsonTree.Members(members, at.line(), at.column());
    }
    if (node instanceof SourceNode.Elements array) {
      return new JsonTree.Elements(
          array.elements().stream().map(YamlTree::tree).toList(), at.line(), at.column());
    }
    return node instanceof SourceNode.Text text
        ? new JsonTree.Scalar(text.text(), true, at.line(), at.column())
        : new JsonTree.Scalar(
            node instanceof SourceNode.Literal literal ? literal.json() : "",
            false,
            at.line(),
            at.column());
  }
}
