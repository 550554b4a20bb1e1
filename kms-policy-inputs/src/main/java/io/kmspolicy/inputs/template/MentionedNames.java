package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The logical names that a value may mention, whatever the function: a template has them in texts,
 * alone, before a dot or in braces. Logical names are of letters and digits.
 */
public final class MentionedNames {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]+");

  private MentionedNames() {}

  /** The names; some of them may be other words. */
  public static Set<String> in(Optional<SourceNode> value) {
    Set<String> found = new HashSet<>();
    value.ifPresent(part -> add(part, found));
    return found;
  }

  private static void add(SourceNode part, Set<String> found) {
    if (part instanceof Text text) {
      Matcher names = NAME.matcher(text.text());
      while (names.find()) {
        found.add(names.group());
      }
    }
    part.members().forEach(member -> add(member.value(), found));
    part.elements().forEach(element -> add(element, found));
  }
}
