package io.kmspolicy.cli.lint;

import io.kmspolicy.model.json.JsonTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads YAML 1.2 as a tree with lines and columns. The text is limited to what JSON can state:
 * names are strings, and there are no anchors.
 */
final class YamlTree {

  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_DEPTH = 64;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(MAX_CHARACTERS).setAllowNonScalarKeys(true).build();

  private YamlTree() {}

  /**
   * The tree of a text; an empty text is an empty object.
   *
   * @throws IOException if the text is not YAML of this form; the message begins with line and
   *     column
   */
  static JsonTree parse(String yaml) throws IOException {
    try {
      checkDepth(yaml);
      Optional<Node> root = new Compose(SETTINGS).composeString(yaml);
      return root.isEmpty() ? new JsonTree.Members(Map.of(), 1, 1) : tree(root.get());
    } catch (MarkedYamlEngineException malformed) {
      throw mistake(malformed.getProblemMark(), malformed.getProblem());
    } catch (YamlEngineException malformed) {
      throw mistake(Optional.empty(), String.valueOf(malformed.getMessage()));
    }
  }

  /** The composer is recursive, so deep nesting would overflow its stack. */
  private static void checkDepth(String yaml) throws IOException {
    int depth = 0;
    for (Event event : new Parse(SETTINGS).parseString(yaml)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias -> throw mistake(event.getStartMark(), "aliases of anchors are not read");
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        throw mistake(event.getStartMark(), "the text is nested too deeply");
      }
    }
  }

  private static JsonTree tree(Node node) throws IOException {
    int line = line(node.getStartMark());
    int column = column(node.getStartMark());
    if (node instanceof MappingNode mapping) {
      return new JsonTree.Members(members(mapping), line, column);
    }
    if (node instanceof SequenceNode sequence) {
      List<JsonTree> elements = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        elements.add(tree(element));
      }
      return new JsonTree.Elements(elements, line, column);
    }
    if (node instanceof ScalarNode scalar) {
      return new JsonTree.Scalar(scalar.getValue(), scalar.getTag().equals(Tag.STR), line, column);
    }
    throw mistake(node.getStartMark(), "this kind of value is not read");
  }

  private static Map<String, JsonTree> members(MappingNode mapping) throws IOException {
    Map<String, JsonTree> members = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
        throw mistake(tuple.getKeyNode().getStartMark(), "a name must be a string");
      }
      if (members.put(name.getValue(), tree(tuple.getValueNode())) != null) {
        throw mistake(name.getStartMark(), "the name `" + name.getValue() + "` occurs twice");
      }
    }
    return members;
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(at -> at.getLine() + 1).orElse(1);
  }

  private static int column(Optional<Mark> mark) {
    return mark.map(at -> at.getColumn() + 1).orElse(1);
  }

  private static IOException mistake(Optional<Mark> at, String text) {
    return new IOException(line(at) + ":" + column(at) + ": " + text);
  }
}
