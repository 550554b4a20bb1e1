package io.kmspolicy.inputs.tree;

import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Literal;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a file says of something that it leaves open, as a fingerprint: two files that leave a layer
 * or a value open for the same reason may say something else of the rest of it.
 */
public final class OpenContent {

  private OpenContent() {}

  /**
   * The fingerprint of documents, whatever their order; of a value that is not known, the reason.
   */
  public static String of(List<SourceNode> documents) {
    String all =
        documents.stream()
            .map(
                document -> {
                  StringBuilder text = new StringBuilder();
                  add(document, text);
                  return text.toString();
                })
            .sorted()
            .collect(Collectors.joining("\n"));
    try {
      byte[] bytes = all.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  private static void add(SourceNode node, StringBuilder text) {
    if (node instanceof Members object) {
      text.append('{').append(object.members().size()).append(' ');
      for (Member member : object.members()) {
        add('m', member.name(), text);
        add(member.value(), text);
      }
    } else if (node instanceof Elements array) {
      text.append('[').append(array.elements().size()).append(' ');
      array.elements().forEach(element -> add(element, text));
    } else if (node instanceof Text known) {
      add('t', known.text(), text);
    } else if (node instanceof Literal literal) {
      add('l', literal.json(), text);
    } else if (node instanceof Unresolved open) {
      add('u', open.reason(), text);
    }
  }

  private static void add(char kind, String content, StringBuilder text) {
    text.append(kind).append(content.length()).append(' ').append(content);
  }
}
