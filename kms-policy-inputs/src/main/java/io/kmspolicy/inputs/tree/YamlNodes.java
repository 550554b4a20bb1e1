package io.kmspolicy.inputs.tree;

import io.kmspolicy.inputs.tree.SourceNode.CharacterPlaces;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.model.json.Escapes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
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
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads YAML. The short forms of CloudFormation's functions, such as {@code !Sub}, become the
 * objects that they stand for.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html">CloudFormation:
 *     intrinsic functions</a>
 */
final class YamlNodes {

  private static final int MAX_DEPTH = 200;

  /** More values than a template of the greatest size that CloudFormation accepts can write. */
  private static final int MAX_VALUES = 1_000_000;

  private static final String CLOUDFORMATION = "!";

  private final String text;
  private final TextPositions positions;
  private int values;

  private YamlNodes(String text) {
    this.text = text;
    this.positions = new TextPositions(text);
  }

  /** The value of a whole file. */
  static SourceNode read(String text) throws InputSyntaxException {
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setCodePointLimit(Integer.MAX_VALUE)
              .setAllowNonScalarKeys(true) // So that the error has a place.
              .build();
      checkDepth(new ParserImpl(settings, new StreamReader(settings, text)));
      Composer documents =
          new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)));
      return new YamlNodes(text).value(onlyOf(documents), "", 0);
    } catch (MarkedYamlEngineException malformed) {
      int line = malformed.getProblemMark().map(Mark::getLine).orElse(0) + 1;
      int column = malformed.getProblemMark().map(Mark::getColumn).orElse(0) + 1;
      throw because(malformed, String.valueOf(malformed.getProblem()), line, column);
    } catch (YamlEngineException malformed) {
      throw because(malformed, String.valueOf(malformed.getMessage()), 1, 1);
    }
  }

  /** The document with a value; documents of comments or of null do not count. */
  private static Node onlyOf(Composer documents) throws InputSyntaxException {
    @Nullable Node only = null;
    while (documents.hasNext()) {
      Node next = documents.next();
      boolean isEmpty = next.getTag().equals(Tag.NULL);
      if (!isEmpty && only != null) {
        Place place = place(next, "");
        throw new InputSyntaxException(
            "here begins another document; write each into a file of its own",
            place.line(),
            place.column());
      }
      only = isEmpty ? only : next;
    }
    if (only == null) {
      throw new InputSyntaxException("the text holds no value", 1, 1);
    }
    return only;
  }

  private static InputSyntaxException because(
      YamlEngineException malformed, String message, int line, int column) {
    InputSyntaxException exception = new InputSyntaxException(message, line, column);
    exception.initCause(malformed);
    return exception;
  }

  /** The composer is recursive, so deep nesting would overflow its stack. */
  private static void checkDepth(ParserImpl events) throws InputSyntaxException {
    int depth = 0;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {
          // Nothing else nests.
        }
      }
      if (depth > MAX_DEPTH) {
        int line = event.getStartMark().map(Mark::getLine).orElse(0) + 1;
        int column = event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
        throw new InputSyntaxException("the values are nested too deeply", line, column);
      }
    }
  }

  private SourceNode value(Node node, String pointer, int depth) throws InputSyntaxException {
    Place place = place(node, pointer);
    if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
      throw new InputSyntaxException(
          "the values are nested too deeply, or aliases repeat them too often",
          place.line(),
          place.column());
    }
    String tag = node.getTag().getValue();
    if (tag.startsWith(CLOUDFORMATION) && tag.length() > 1) {
      return shortForm(tag.substring(1), node, place, depth);
    }
    return untagged(node, place, depth);
  }

  /** {@code !Ref X} is {@code {"Ref": X}}, and {@code !Sub X} is {@code {"Fn::Sub": X}}. */
  private SourceNode shortForm(String function, Node node, Place place, int depth)
      throws InputSyntaxException {
    String name =
        function.equals("Ref") || function.equals("Condition") ? function : "Fn::" + function;
    Place inner = new Place(Place.step(place.pointer(), name), place.line(), place.column());
    SourceNode argument =
        node instanceof ScalarNode scalar ? text(scalar, inner) : untagged(node, inner, depth);
    return new Members(List.of(new Member(name, place, argument)), place);
  }

  private SourceNode untagged(Node node, Place place, int depth) throws InputSyntaxException {
    if (node instanceof MappingNode mapping) {
      return object(mapping, place, depth);
    }
    if (node instanceof SequenceNode sequence) {
      List<SourceNode> elements = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        elements.add(value(element, Place.step(place.pointer(), "" + elements.size()), depth + 1));
      }
      return new Elements(elements, place);
    }
    return scalar((ScalarNode) node, place);
  }

  private Members object(MappingNode mapping, Place place, int depth) throws InputSyntaxException {
    List<Member> members = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      Place at = place(key, place.pointer());
      if (!(key instanceof ScalarNode scalar)) {
        throw new InputSyntaxException("a name must be a text", at.line(), at.column());
      }
      String name = scalar.getValue();
      Integer first = lines.putIfAbsent(name, at.line());
      if (first != null) {
        throw new InputSyntaxException(
            "the name `" + name + "` is repeated: it is in line " + first + ", too",
            at.line(),
            at.column());
      }
      String pointer = Place.step(place.pointer(), name);
      Place namePlace = new Place(pointer, at.line(), at.column());
      members.add(new Member(name, namePlace, value(tuple.getValueNode(), pointer, depth + 1)));
    }
    return new Members(members, place);
  }

  /**
   * A plain scalar is a text unless YAML 1.2 reads it as a number, a boolean or null. Whether a
   * text is something else in YAML 1.1 is noted.
   */
  private SourceNode scalar(ScalarNode scalar, Place place) {
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return new Literal("null", place);
    }
    if (tag.equals(Tag.BOOL) || tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return new Literal(scalar.getValue(), place);
    }
    if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
      return text(scalar, place);
    }
    Optional<String> literal = PlainScalars.literal(scalar.getValue());
    return literal.isPresent()
        ? new Literal(literal.get(), place)
        : new Text(
            scalar.getValue(),
            place,
            inside(scalar, place),
            PlainScalars.isDisputed(scalar.getValue()));
  }

  private Text text(ScalarNode scalar, Place place) {
    return new Text(scalar.getValue(), place, inside(scalar, place));
  }

  /** Exact in block texts and where the text stands on one line as it is; else its beginning. */
  private CharacterPlaces inside(ScalarNode scalar, Place place) {
    return new SourceOffsets(() -> offsets(scalar, place), positions::at, place.pointer());
  }

  private int[] offsets(ScalarNode scalar, Place place) {
    String value = scalar.getValue();
    int start = text.offsetByCodePoints(positions.lineStart(place.line() - 1), place.column() - 1);
    if (scalar.getScalarStyle() == ScalarStyle.LITERAL) {
      return inBlock(value, place.line(), start);
    }
    int skipped = scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
    boolean asItIs = text.startsWith(value, start + skipped);
    return asItIs ? Escapes.offsets("", start + skipped, value.length()) : new int[] {start};
  }

  /**
   * The lines of a block have one indentation, which is that of the place where a line is found.
   */
  private int[] inBlock(String value, int line, int start) {
    int[] offsets = new int[value.length() + 1];
    int at = start;
    for (int i = 0; i <= value.length(); i++) {
      boolean begins = i == 0 || value.charAt(i - 1) == '\n';
      if (begins && i < value.length() && line < positions.lines()) {
        int end = value.indexOf('\n', i);
        String content = value.substring(i, end < 0 ? value.length() : end);
        int found = text.indexOf(content, positions.lineStart(line++));
        at = found < 0 ? at : found;
      }
      offsets[i] = at++;
    }
    return offsets;
  }

  private static Place place(Node node, String pointer) {
    int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    int column = node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
    return new Place(pointer, line, column);
  }
}
