package io.kmspolicy.inputs;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Elements;
import io.kmspolicy.inputs.tree.SourceNode.Member;
import io.kmspolicy.inputs.tree.SourceNode.Members;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A policy document with placeholders such as <code>${account_id}</code> that another program fills
 * before AWS reads it. The name of a policy variable of AWS has a colon, and its three escapes are
 * no names.
 */
final class FilledDocument {

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_.\\[\\]-]{0,100}}");

  private FilledDocument() {}

  /** Whether a text has such a placeholder. */
  static boolean has(String text) {
    return PLACEHOLDER.matcher(text).find();
  }

  /** The document, with what is not known in place of each string with a placeholder. */
  static SourceNode open(SourceNode node) {
    if (node instanceof Text text) {
      String marked = marked(text.text());
      return OpaqueText.in(marked)
          ? new Unresolved(reason(text.text()), text.place()).withOpaque(marked)
          : text;
    }
    if (node instanceof Elements array) {
      return new Elements(
          array.elements().stream().map(FilledDocument::open).toList(), array.place());
    }
    if (!(node instanceof Members object)) {
      return node;
    }
    return object.members().stream()
        .map(Member::name)
        .filter(FilledDocument::has)
        .findFirst()
        .<SourceNode>map(name -> whole(object, name))
        .orElseGet(
            () ->
                new Members(
                    object.members().stream()
                        .map(one -> new Member(one.name(), one.namePlace(), open(one.value())))
                        .toList(),
                    object.place()));
  }

  /** An object of which a name is not known may say anything. */
  private static SourceNode whole(Members object, String name) {
    return new Unresolved(reason(name), object.place())
        .withOpaque(OpaqueText.of(Kind.ANY, OpaqueText.shown(marked(name))));
  }

  private static String marked(String text) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(OpaqueText.of(Kind.ANY, found.group())));
  }

  private static String reason(String text) {
    Matcher found = PLACEHOLDER.matcher(text);
    return "`" + (found.find() ? found.group() : text) + "` is filled in by another program";
  }
}
